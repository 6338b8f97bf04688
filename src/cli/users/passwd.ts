import type { Command } from 'commander'
import { withAccounts } from '../accounts.ts'
import { byCommand } from '../act.ts'
import { CommandFailure, EXIT } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { addPasswordOptions, type PasswordOptions, passwordSource } from './new-password.ts'
import { findUser, printUser, problemFailure } from './shown-user.ts'

export function addUsersPasswd(users: Command, terminal: Terminal): void {
  const passwd = users
    .command('passwd')
    .argument('<name>', 'the username, or the id')
    .summary('set a new password')
    .description('Sets a new password, which ends every session of the user. It comes from standard input, or is made and printed once.')
  addPasswordOptions(passwd)
    .option('--json', 'print the account as JSON')
    .action(async (name: string, options: PasswordOptions & { json?: true }) => {
      const newPassword = passwordSource(options, terminal)
      await withAccounts({}, async ({ users, administration, minPasswordLength, unlock }) => {
        const user = await findUser(users, name)
        const { password, shown } = await newPassword(minPasswordLength)
        const answer = await administration.resetPassword(user, password, byCommand())
        if ('problem' in answer) throw problemFailure(answer)
        if (!answer.changed) throw new CommandFailure(EXIT.refused, 'The password was changed by someone else meanwhile; nothing was done.')
        await unlock(user)
        printUser(terminal, await findUser(users, user.id), { json: options.json, password: shown })
      })
    })
}
