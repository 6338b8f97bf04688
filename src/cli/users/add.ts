import type { Command } from 'commander'
import { DEFAULT_USER_SCOPE } from '../../accounts/user.ts'
import { againForMore } from '../support/arguments.ts'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { addPasswordOptions, type PasswordOptions, passwordSource } from './new-password.ts'
import { printUser, userFailure } from './user-view.ts'
import { withAccounts } from './with-accounts.ts'

interface Options extends PasswordOptions {
  scope?: string[]
  json?: true
}

export function addUsersAdd(users: Command, terminal: Terminal): void {
  const add = users
    .command('add')
    .argument('<name>', 'the username')
    .summary('add an account')
    .description('Adds an account. The password comes from standard input, or is made and printed once.')
    .option('--scope <scope>', `a scope that the user may have; repeat for more (default: ${DEFAULT_USER_SCOPE})`, againForMore)
  addPasswordOptions(add)
    .option('--json', 'print the account as JSON')
    .action(async (name: string, options: Options) => {
      const scope = options.scope?.join(' ') ?? DEFAULT_USER_SCOPE
      const newPassword = passwordSource(options, terminal)
      await withAccounts(async ({ administration, minPasswordLength }) => {
        const { password, generated } = await newPassword(minPasswordLength)
        const created = await administration.create({ username: name, password, scope }, byCommand())
        if (created.kind !== 'created') throw userFailure(created)
        await printUser(terminal, created.user, { json: options.json, password: generated })
      })
    })
}
