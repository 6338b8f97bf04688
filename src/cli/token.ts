import type { Command } from 'commander'
import type { Terminal } from './support/terminal.ts'
import { addTokenInspect } from './token/inspect.ts'
import { addTokenIssue } from './token/issue.ts'
import { addTokenRevoke } from './token/revoke.ts'

export function addTokenCommand(program: Command, terminal: Terminal): void {
  const token = program
    .command('token')
    .summary('issue, inspect and revoke tokens')
    .description(
      'Issues, inspects and revokes tokens. Works on the database directly, also while the service runs: what it does holds at once.',
    )
  for (const add of [addTokenIssue, addTokenInspect, addTokenRevoke]) add(token, terminal)
}
