import type { Command } from 'commander'
import type { ClientAdministration } from '../clients/client-administration.ts'
import { composeAccounts } from '../composition/accounts.ts'
import { composeClients, composeSecretClients } from '../composition/clients.ts'
import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import { realSystem } from '../system.ts'
import { planClient } from './apply/plan-clients.ts'
import { planUser } from './apply/plan-users.ts'
import { type ApplyFile, parseFile, readText } from './apply/read-file.ts'
import { type DoneStep, type FileProblem, type Planned, printStep, type Step } from './apply/step.ts'
import { anotherSecret } from './clients/client-view.ts'
import { provenSecret } from './proven-secret.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { openInput } from './support/input.ts'
import { interruption, orBroken } from './support/interruption.ts'
import { type Terminal, visible } from './support/terminal.ts'
import { issuerFor, withDatabase } from './with-database.ts'

export function addApplyCommand(program: Command, terminal: Terminal): void {
  program
    .command('apply')
    .summary('create and update clients, and update users, to match a file')
    .description(
      "Creates and updates clients, and updates users' scope and status, to match a YAML or JSON file. " +
        'Entries that already match are skipped. Nothing is deleted: what the file does not name stays as it is. ' +
        'The secret of a new client is printed once; the file holds no secrets. See docs/import-and-apply.md.',
    )
    .requiredOption('-f, --file <file>', 'the file; - is standard input')
    .option('--dry-run', 'print what would be done, without doing it; the exit code is 0')
    .option('--json', 'print what was done as JSON')
    .action(async ({ file, dryRun = false, json }: { file: string; dryRun?: boolean; json?: true }) => {
      const broken = interruption()
      const parsed = await parseFile(await readText(openInput(file, terminal, broken).pieces).catch(orBroken(broken)))
      // Do not open the database for a file without a single usable entry.
      if (parsed.clients.length + parsed.users.length === 0) throw problemsFailure(parsed.problems)
      await withDatabase(async (database, config, read) => {
        const names = parsed.clients.flatMap(({ entry: { audiences = [], identifiers = [] } }) => [...audiences, ...identifiers])
        const issuer = await issuerFor(names, database, read)
        const { steps, asTheyAre } = await plan(parsed, database, { ...config, issuer })
        await carryOut(steps, asTheyAre, terminal, { dryRun, json, broken })
      })
    })
}

/**
 * Plans the steps that bring the database to what the file says.
 *
 * @throws {CommandFailure} if an entry cannot be applied. It names every problem.
 */
async function plan(file: ApplyFile, database: Database, config: Config): Promise<{ steps: Step[]; asTheyAre: number }> {
  const given = { config, database, system: realSystem }
  const accounts = composeAccounts(given)
  const clients = composeClients(given)
  let made: Promise<ClientAdministration> | undefined
  const administration = () => {
    made ??= provenSecret(database, config).then((secret) => composeSecretClients({ ...given, secret }, clients).administration)
    return made
  }
  const planned: Planned[] = []
  for (const { entry, path } of file.clients)
    planned.push(await planClient(entry, path, { clients: clients.store, administration, issuer: config.issuer }))
  for (const { entry, path } of file.users)
    planned.push(await planUser(entry, path, { users: accounts.store, administration: accounts.administration }))
  const problems = [...file.problems, ...planned.flatMap((one) => (one.kind === 'refused' ? one.problems : []))]
  if (problems.length > 0) throw problemsFailure(problems)
  return {
    steps: planned.flatMap((one) => (one.kind === 'step' ? [one.step] : [])),
    asTheyAre: planned.filter(({ kind }) => kind === 'as_it_is').length,
  }
}

interface Printing {
  dryRun: boolean
  json: true | undefined
  broken: AbortSignal
}

/** Carries out the steps. What was done is printed even if a later step fails: a secret is shown only now. */
async function carryOut(steps: Step[], asTheyAre: number, terminal: Terminal, { dryRun, json, broken }: Printing): Promise<void> {
  const done: DoneStep[] = []
  const failed = await inTurn(steps, { dryRun, broken }, async (step) => {
    done.push(step)
    if (!json) await printStep(terminal, step)
  }).catch((error: Error) => error)
  const lost = done.flatMap(({ name, secret }) => (secret === undefined ? [] : [name]))
  if (!json) terminal.print(`${done.length} ${dryRun ? 'to do' : 'done'}, ${asTheyAre} as the file says already.`)
  else if (lost.length === 0) terminal.print(JSON.stringify({ dryRun, changes: done, asTheyAre }))
  else await terminal.printOnce(JSON.stringify({ dryRun, changes: done, asTheyAre }), lost.map(anotherSecret).join(', '))
  if (failed !== undefined) throw failed
}

/** Carries out the steps one after the other, each in its own transaction. */
async function inTurn(
  steps: Step[],
  { dryRun, broken }: Omit<Printing, 'json'>,
  tell: (step: DoneStep) => Promise<void>,
): Promise<undefined> {
  for (const { carryOut: carryOutStep, ...step } of steps) {
    broken.throwIfAborted()
    const result = dryRun ? {} : await carryOutStep()
    if (result === undefined)
      throw new CommandFailure(
        EXIT.refused,
        `The ${step.kind} ${visible(step.name)} was changed by someone else meanwhile; apply the file again.`,
      )
    await tell({ ...step, ...result })
  }
}

const problemsFailure = (problems: readonly FileProblem[]): CommandFailure =>
  new CommandFailure(EXIT.refused, [...problems.map(({ path, problem }) => `${visible(path)} ${problem}.`), 'Nothing was done.'].join('\n'))
