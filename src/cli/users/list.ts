import type { Command } from 'commander'
import type { User } from '../../accounts/user.ts'
import type { UserStore } from '../../accounts/user-store.ts'
import { withAccounts } from '../accounts.ts'
import { columns, type Terminal, visible } from '../terminal.ts'
import { shownUser } from './shown-user.ts'

const PAGE_SIZE = 200

export function addUsersList(users: Command, terminal: Terminal): void {
  users
    .command('list')
    .summary('list the accounts, by name')
    .description('Lists the accounts, by name.')
    .option('--json', 'print as JSON')
    .action(({ json }: { json?: true }) =>
      withAccounts({}, async (accounts) => {
        const all = await allUsers(accounts.users)
        terminal.print(json ? JSON.stringify(all.map(shownUser)) : columns([HEADINGS, ...all.map(rowOf)]))
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

async function allUsers(store: UserStore): Promise<User[]> {
  const all: User[] = []
  for (;;) {
    const last = all.at(-1)
    const page = await store.list({ limit: PAGE_SIZE, ...(last === undefined ? {} : { afterUsernameKey: last.usernameKey }) })
    all.push(...page)
    if (page.length < PAGE_SIZE) return all
  }
}
