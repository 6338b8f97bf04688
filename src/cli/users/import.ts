import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { type ImportedUser, importedUser, type ParsedLine, type Repetition } from '../../accounts/imported-user.ts'
import { composeUserImport } from '../../composition/accounts.ts'
import { realSystem } from '../../system.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { type Input, type InputLine, linesOf, openInput } from '../support/input.ts'
import { interruption, orBroken } from '../support/interruption.ts'
import { createProgress, type Progress } from '../support/progress.ts'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { withDatabase } from '../with-database.ts'

interface Counts {
  imported: number
  skipped: number
  refused: number
}

export function addUsersImport(users: Command, terminal: Terminal): void {
  users
    .command('import')
    .argument('[file]', 'one JSON object per line; - is standard input', '-')
    .summary('import accounts, with the hashes of their passwords')
    .description(
      'Imports accounts from another system. Each line is a JSON object: username, password_hash (argon2id or bcrypt), and optionally scope and disabled. ' +
        'A name that is taken is skipped, so you can run an import again if it broke off. If two lines have the same name, the first counts. ' +
        'A wrong line is reported with its number. The other lines are still imported, and the exit code is 6. ' +
        'See docs/import-and-apply.md.',
    )
    .option('--dry-run', 'check every line, and write nothing')
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, { dryRun = false, json }: { dryRun?: boolean; json?: true }) => {
      const broken = interruption()
      const input = openInput(file, terminal, broken)
      await withDatabase(async (database, config) => {
        const userImport = composeUserImport({ config, database, system: realSystem }, { dryRun })
        const counts: Counts = { imported: 0, skipped: 0, refused: 0 }
        const progress = createProgress(terminal.errors, () => performance.now())
        const failed = await importAll(input, userImport, { counts, progress, broken })
          .catch(orBroken(broken))
          .catch((error: Error) => error)
        if (json) terminal.print(JSON.stringify({ ...counts, dryRun }))
        else if (failed === undefined) terminal.print(summary(counts, dryRun))
        if (failed !== undefined) throw failed
        if (counts.refused > 0) throw new CommandFailure(EXIT.partly, refusedLines(counts.refused))
      })
    })
}

/** Accounts per transaction. For some ten milliseconds nobody else writes to an embedded database. */
const BATCH = 500
/**
 * The pause after a batch. A service that waits to write tries every 5 ms, so it gets its turn in between.
 */
const PAUSE_MS = 10

interface Watching {
  counts: Counts
  progress: Progress
  broken: AbortSignal
}

type UserImport = ReturnType<typeof composeUserImport>

/** Imports every line. It updates `counts` as it goes, so that they are right even if it fails. */
async function importAll(
  { pieces, bytes }: Input,
  { importUsers, repetitionOf }: UserImport,
  { counts, progress, broken }: Watching,
): Promise<undefined> {
  let read = 0
  let waiting: ImportedUser[] = []

  async function write(): Promise<void> {
    broken.throwIfAborted()
    const batch = waiting.splice(0, BATCH)
    const { imported, skipped } = await importUsers(batch, byCommand())
    counts.imported += imported
    counts.skipped += skipped
    if (imported > 0) await sleep(PAUSE_MS)
  }
  try {
    for await (const lines of linesOf(counting(pieces, (length) => (read += length)))) {
      const parsed = lines.flatMap((line) => parse(line, repetitionOf, progress))
      counts.refused += parsed.filter((user) => user === 'refused').length
      counts.skipped += parsed.filter((user) => user === 'skipped').length
      waiting = waiting.concat(parsed.filter((user) => typeof user !== 'string'))
      while (waiting.length >= BATCH) {
        await write()
        progress.show(summary(counts), bytes && read / bytes)
      }
    }
    if (waiting.length > 0) await write()
  } catch (error) {
    progress.say(`It broke off: ${summary(counts)} Run it again: what is there is skipped.`)
    throw error
  } finally {
    progress.end()
  }
}

/** Parses one line, and prints what is wrong with it. Returns nothing for an empty line. */
function parse(
  { number, text }: InputLine,
  repetitionOf: UserImport['repetitionOf'],
  progress: Progress,
): (ImportedUser | 'refused' | 'skipped')[] {
  if (text?.trim() === '') return []
  const line = text === undefined ? UNREADABLE : importedUser(text)
  if (line.kind === 'invalid') {
    progress.say(`Line ${number}: ${line.problems.join(' ')}`)
    return ['refused']
  }
  const repetition = repetitionOf(number, line.user)
  if (repetition === undefined) return [line.user]
  progress.say(`Line ${number}: ${repeatedSentence(repetition)}`)
  return [repetition.same ? 'skipped' : 'refused']
}

const UNREADABLE: ParsedLine = { kind: 'invalid', problems: ['It is longer than 64 KiB, or not UTF-8.'] }

const repeatedSentence = ({ firstLine, same }: Repetition): string =>
  same
    ? `It has the name of line ${firstLine}, and says the same. It is skipped.`
    : `It has the name of line ${firstLine}, and another hash, scope or status. Line ${firstLine} counts: remove one of the two.`

async function* counting(pieces: AsyncIterable<Buffer>, count: (length: number) => void): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    count(piece.length)
    yield piece
  }
}

const refusedLines = (refused: number): string =>
  `${refused === 1 ? '1 line was' : `${refused} lines were`} refused, for the reasons above. Correct them and run it again: names that are there are skipped.`

const summary = ({ imported, skipped, refused }: Counts, dryRun = false): string =>
  dryRun
    ? `${imported} would be imported, ${skipped} skipped, ${refused} refused. Nothing was written.`
    : `${imported} imported, ${skipped} skipped, ${refused} refused.`
