import type { Command } from 'commander'
import { againForMore } from '../support/arguments.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser, printUser, userFailure } from './user-view.ts'
import { withAccounts } from './with-accounts.ts'

/** It never renames. Other services may keep a name, which must not come to mean another account. */
export function addUsersChange(users: Command, terminal: Terminal): void {
  users
    .command('change')
    .argument('<name>', 'the username, or the id')
    .summary('change what a user may have')
    .description('Changes what a user may have. Tokens with a scope that was taken away lose it at once. An account is never renamed.')
    .option('--scope <scope>', "a scope that the user may have from now on; repeat for more, '' for none", againForMore)
    .option('--json', 'print the account as JSON')
    .action(async (name: string, { scope, json }: { scope?: string[]; json?: true }) => {
      if (scope === undefined) throw new CommandFailure(EXIT.usage, 'Say what to change: give --scope.')
      await withAccounts(async ({ administration, users: store }) => {
        const { id } = await findUser(store, name)
        const changed = await administration.change(id, { scope: scope.join(' ') }, byCommand())
        if (changed.kind !== 'changed') throw userFailure(changed)
        await printUser(terminal, changed.user, { json })
      })
    })
}
