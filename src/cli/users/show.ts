import type { Command } from 'commander'
import { withAccounts } from '../accounts.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser, printUser } from './shown-user.ts'

export function addUsersShow(users: Command, terminal: Terminal): void {
  users
    .command('show')
    .argument('<name>', 'the username, or the id')
    .summary('show an account')
    .description('Shows an account.')
    .option('--json', 'print as JSON')
    .action((name: string, { json }: { json?: true }) =>
      withAccounts(async (accounts) => printUser(terminal, await findUser(accounts.users, name), { json })),
    )
}
