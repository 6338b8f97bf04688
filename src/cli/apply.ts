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
    .summary('bring clients and what users may have to what a file says')
    .description(
      'Registers and changes clients, and changes the scope and the standing of users, so that they are as a YAML or JSON file says. ' +
        'Where they are so already, nothing is done. Whatever the file does not name is left alone: nothing is ever deleted. ' +
        'A secret that is made is printed once, and none stands in the file. See docs/import-and-apply.md.',
    )
    .requiredOption('-f, --file <file>', 'the file; - is standard input')
    .option('--dry-run', 'print what would be done, and do nothing; the exit code is 0')
    .option('--json', 'print what was done as JSON')
    .action(async ({ file, dryRun = false, json }: { file: string; dryRun?: boolean; json?: true }) => {
      const broken = interruption()
      const parsed = await parseFile(await readText(openInput(file, terminal, broken).pieces).catch(orBroken(broken)))
      // Only a file that says something is held against the database.
      if (parsed.clients.length + parsed.users.length === 0) throw problemsFailure(parsed.problems)
      await withDatabase(async (database, config, read) => {
        const names = parsed.clients.flatMap(({ entry: { audiences = [], identifiers = [] } }) => [...audiences, ...identifiers])
        const issuer = await issuerFor(names, database, read)
        const { steps, asTheyAre } = await plan(parsed, database, { ...config, issuer })
        await carryOut(steps, asTheyAre, terminal, { dryRun, json, broken })
      })
    })
}

/** Throws a `CommandFailure` that names all that cannot be. */
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

/** What was done is printed although a later step fails, or cannot be printed: a secret is shown only now. */
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

/** Each in a transaction of its own. */
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
