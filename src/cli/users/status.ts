import type { Command } from 'commander'
import type { UserAdministration } from '../../accounts/user-administration.ts'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser, noSuchUser } from './user-view.ts'
import { type CommandAccounts, withAccounts } from './with-accounts.ts'

/** A command that changes whether a user may log in, or whether the user exists. */
interface Change {
  verb: 'disable' | 'enable' | 'delete'
  summary: string
  description: string
  done: string
  /** Returns false if the user no longer exists. */
  make(accounts: CommandAccounts, id: string): Promise<boolean>
}

export const addUsersDisable = (users: Command, terminal: Terminal): void =>
  addChange(users, terminal, {
    verb: 'disable',
    summary: 'keep a user out',
    description: 'Keeps a user out: no login from now on, and every session and token of the user is dead at once.',
    done: 'disabled',
    make: ({ administration }, id) => setDisabled(administration, id, true),
  })

export const addUsersEnable = (users: Command, terminal: Terminal): void =>
  addChange(users, terminal, {
    verb: 'enable',
    summary: 'let a user in again',
    description: 'Lets a user in again. Sessions that were ended stay ended.',
    done: 'enabled',
    make: ({ administration }, id) => setDisabled(administration, id, false),
  })

export const addUsersDelete = (users: Command, terminal: Terminal): void =>
  addChange(users, terminal, {
    verb: 'delete',
    summary: 'delete an account',
    description:
      'Deletes an account for good. Every session and token of the user is dead at once. The name can be used again, the id cannot.',
    done: 'deleted',
    make: ({ users: store }, id) => store.delete(id, byCommand()),
  })

/** Disables or enables a user. Writes nothing if the user already is in that state. */
const setDisabled = async (administration: UserAdministration, id: string, disabled: boolean): Promise<boolean> =>
  (await administration.change(id, { disabled }, byCommand())).kind !== 'unknown'

function addChange(users: Command, terminal: Terminal, { verb, summary, description, done, make }: Change): void {
  users
    .command(verb)
    .argument('<name>', 'the username, or the id')
    .summary(summary)
    .description(description)
    .option('--json', 'print what was done as JSON')
    .action((name: string, { json }: { json?: true }) =>
      withAccounts(async (accounts) => {
        const { id, username } = await findUser(accounts.users, name)
        if (!(await make(accounts, id))) throw noSuchUser()
        terminal.print(json ? JSON.stringify({ id, username, [done]: true }) : `${id} is ${done}.`)
      }),
    )
}

export function addUsersUnlock(users: Command, terminal: Terminal): void {
  users
    .command('unlock')
    .argument('<name>', 'the username, or the id')
    .summary('forget the failed logins of an account')
    .description('Forgets the failed logins of an account, from every address. Its owner may then try again at once.')
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
