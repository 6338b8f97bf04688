import type { Command } from 'commander'
import { addEventsList } from './events/list.ts'
import type { Terminal } from './support/terminal.ts'

export function addEventsCommand(program: Command, terminal: Terminal): void {
  const events = program
    .command('events')
    .summary('read the audit trail')
    .description('Reads the audit trail, which is kept for 90 days. Works on the database directly, also while the service runs.')
  addEventsList(events, terminal)
}
