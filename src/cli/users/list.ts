import type { Command } from 'commander'
import type { User } from '../../accounts/user.ts'
import { prefixProblem, usernameKeyPrefix } from '../../accounts/username.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { allPages } from '../support/store-access.ts'
import { columns, type Terminal, visible } from '../support/terminal.ts'
import { userView } from './user-view.ts'
import { withAccounts } from './with-accounts.ts'

export function addUsersList(users: Command, terminal: Terminal): void {
  users
    .command('list')
    .summary('list the accounts, by name')
    .description('Lists the accounts, by name.')
    .option('--prefix <text>', 'only names that begin so, in any case; no character is a wildcard')
    .option('--json', 'print as JSON')
    .action(({ prefix = '', json }: { prefix?: string; json?: true }) =>
      withAccounts(async (accounts) => {
        const problem = prefixProblem(prefix)
        if (problem !== undefined) throw new CommandFailure(EXIT.usage, `The prefix ${problem}.`)
        const all = await allPages<User>((last, limit) =>
          accounts.users.list({ limit, usernameKeyPrefix: usernameKeyPrefix(prefix), afterUsernameKey: last?.usernameKey }),
        )
        terminal.print(json ? JSON.stringify(all.map(userView)) : columns([HEADINGS, ...all.map(rowOf)]))
      }),
    )
}

const HEADINGS = ['NAME', 'ID', 'SCOPE', 'STATE']

const rowOf = ({ username, id, scope, disabledAtMs }: User): string[] => [
  visible(username),
  id,
  scope === '' ? '-' : scope,
  disabledAtMs === null ? 'enabled' : 'disabled',
]
