import type { Command } from 'commander'
import { addSessionsList } from './sessions/list.ts'
import { addSessionsRevoke } from './sessions/revoke.ts'
import type { Terminal } from './support/terminal.ts'

export function addSessionsCommand(program: Command, terminal: Terminal): void {
  const sessions = program
    .command('sessions')
    .summary('list and end sessions')
    .description('Lists and ends sessions. Works on the database directly, also while the service runs: what it does holds at once.')
  for (const add of [addSessionsList, addSessionsRevoke]) add(sessions, terminal)
}
