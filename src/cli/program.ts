import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addApplyCommand } from './apply.ts'
import { addBackupCommand } from './backup.ts'
import { addClientsCommand } from './clients.ts'
import { addConfigCommand } from './config-print.ts'
import { addDevCommand } from './dev.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { failureOf } from './failure.ts'
import { addHealthCommand } from './health.ts'
import { addKeysCommand } from './keys.ts'
import { addMigrateCommand } from './migrate.ts'
import { addOpenapiCommand } from './openapi-print.ts'
import { addRestoreEpochCommand } from './restore-epoch.ts'
import { addServeCommand } from './serve.ts'
import { addSessionsCommand } from './sessions.ts'
import type { Terminal } from './terminal.ts'
import { addTokenCommand } from './token.ts'
import { addUsersCommand } from './users.ts'

const EXIT_CODES = `
Exit codes: 0 done, 1 fault, 2 wrong command or configuration, 3 not found, 4 refused, 5 unavailable, 6 done in part.
Settings come from flags, then the environment, then defaults; see  mintmark config print.`

/** Runs one command; never throws. */
export async function runCommand(args: string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' })
    return EXIT.done
  } catch (error) {
    const { exitCode, text } = failureOf(error)
    if (text !== undefined) terminal.complain(text)
    return exitCode
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('mintmark')
    .description('A token service: people log in and get short-lived signed tokens, which any service verifies.')
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .showHelpAfterError('Add --help for what is allowed.')
  const commands = [
    addDevCommand,
    addServeCommand,
    addMigrateCommand,
    addHealthCommand,
    addUsersCommand,
    addBackupCommand,
    addRestoreEpochCommand,
    addClientsCommand,
    addApplyCommand,
    addKeysCommand,
    addSessionsCommand,
    addTokenCommand,
    addConfigCommand,
    addOpenapiCommand,
  ]
  for (const add of commands) add(program, terminal)
  return program
}

const version = (): string => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
