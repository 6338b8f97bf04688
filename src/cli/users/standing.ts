import type { Command } from 'commander'
import type { UserStore } from '../../accounts/user-store.ts'
import { withAccounts } from '../accounts.ts'
import { byCommand } from '../support/act.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser, noSuchUser } from './shown-user.ts'

/** Whether a user may log in, or is there at all. */
interface Change {
  verb: 'disable' | 'enable' | 'delete'
  summary: string
  description: string
  done: string
  make(users: UserStore, id: string): Promise<boolean>
}

export const addUsersDisable = (users: Command, terminal: Terminal): void =>
  addChange(users, terminal, {
    verb: 'disable',
    summary: 'keep a user out',
    description: 'Keeps a user out: no login from now on, and every session and token of the user is dead at once.',
    done: 'disabled',
    make: (store, id) => store.disable(id, byCommand()),
  })

export const addUsersEnable = (users: Command, terminal: Terminal): void =>
  addChange(users, terminal, {
    verb: 'enable',
    summary: 'let a user in again',
    description: 'Lets a user in again. Sessions that were ended stay so.',
    done: 'enabled',
    make: (store, id) => store.enable(id, byCommand()),
  })

export const addUsersDelete = (users: Command, terminal: Terminal): void =>
  addChange(users, terminal, {
    verb: 'delete',
    summary: 'delete an account',
    description: 'Deletes an account for good; every session and token of the user is dead at once. The name is free again, the id never.',
    done: 'deleted',
    make: (store, id) => store.delete(id, byCommand()),
  })

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
        if (!(await make(accounts.users, id))) throw noSuchUser()
        terminal.print(json ? JSON.stringify({ id, username, [done]: true }) : `${id} is ${done}.`)
      }),
    )
}
