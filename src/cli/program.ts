/**
 * The command line: its commands, and what the process prints and ends with.
 *
 * The room knows the terminal, flags and exit codes. It has no rules of its own and builds nothing itself.
 * Parts come from `composition/`; commands that only read take a store of `data/`. It does not know SQL
 * or Hono. To add a command, write a file that has the name of its noun and exports an `add…Command`. Then
 * add it to `COMMANDS`, which loads the file when the command runs.
 *
 * @module
 */

import { Command } from 'commander'
import manifest from '#package' with { type: 'json' }
import { withoutValues } from './support/arguments.ts'
import { EXIT, type ExitCode } from './support/exit-code.ts'
import { failureOf } from './support/failure.ts'
import type { Terminal } from './support/terminal.ts'

const EXIT_CODES = `
Exit codes: 0 done, 1 fault, 2 wrong command or configuration, 3 not found, 4 refused, 5 unavailable, 6 done in part,
130 and 143 broken off by a signal.
Settings come from flags, then the environment, then defaults; see  mintmark config print.`

type AddCommand = (program: Command, terminal: Terminal) => void

/** Only the command that runs is loaded. Loading all of them takes longer than most commands run. */
const COMMANDS = new Map<string, () => Promise<AddCommand>>([
  ['dev', async () => (await import('./dev.ts')).addDevCommand],
  ['serve', async () => (await import('./serve.ts')).addServeCommand],
  ['migrate', async () => (await import('./migrate.ts')).addMigrateCommand],
  ['health', async () => (await import('./health.ts')).addHealthCommand],
  ['users', async () => (await import('./users.ts')).addUsersCommand],
  ['throttle', async () => (await import('./throttle.ts')).addThrottleCommand],
  ['backup', async () => (await import('./backup.ts')).addBackupCommand],
  ['restore-epoch', async () => (await import('./restore-epoch.ts')).addRestoreEpochCommand],
  ['clients', async () => (await import('./clients.ts')).addClientsCommand],
  ['apply', async () => (await import('./apply.ts')).addApplyCommand],
  ['keys', async () => (await import('./keys.ts')).addKeysCommand],
  ['sessions', async () => (await import('./sessions.ts')).addSessionsCommand],
  ['events', async () => (await import('./events.ts')).addEventsCommand],
  ['token', async () => (await import('./token.ts')).addTokenCommand],
  ['doctor', async () => (await import('./doctor.ts')).addDoctorCommand],
  ['config', async () => (await import('./config-print.ts')).addConfigCommand],
  ['openapi', async () => (await import('./openapi-print.ts')).addOpenapiCommand],
])

/** Runs one command; never throws. */
export async function runCommand(args: string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const program = await createProgram(args, terminal)
    await program.parseAsync(args, { from: 'user' })
    return EXIT.done
  } catch (error) {
    const { exitCode, text } = failureOf(error)
    if (text !== undefined) terminal.complain(text)
    return exitCode
  }
}

async function createProgram(args: string[], terminal: Terminal): Promise<Command> {
  const program = new Command('mintmark')
    .description('A token service: people log in and get short-lived signed tokens, which any service can verify.')
    .version(manifest.version, '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .showHelpAfterError('Add --help for what is allowed.')
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
  // Help, and an unknown name, need all commands.
  const named = COMMANDS.get(args[0] ?? '')
  const wanted = named === undefined ? [...COMMANDS.values()] : [named]
  for (const add of await Promise.all(wanted.map((load) => load()))) add(program, terminal)
  return program
}
