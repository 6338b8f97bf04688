import type { Command } from 'commander'
import { withAccounts } from '../accounts.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser } from './shown-user.ts'

export function addUsersUnlock(users: Command, terminal: Terminal): void {
  users
    .command('unlock')
    .argument('<name>', 'the username, or the id')
    .summary('forget the tries that were counted against an account')
    .description(
      'Forgets the failed logins that were counted against an account, from wherever they came, so that its owner may try again at once.',
    )
    .option('--json', 'print what was done as JSON')
    .action((name: string, { json }: { json?: true }) =>
      withAccounts(async (accounts) => {
        const user = await findUser(accounts.users, name)
        const unlocked = await accounts.unlock(user)
        const { id, username } = user
        const sentence = unlocked ? `${id} may log in again.` : `Nothing was counted against ${id}.`
        terminal.print(json ? JSON.stringify({ id, username, unlocked }) : sentence)
      }),
    )
}
