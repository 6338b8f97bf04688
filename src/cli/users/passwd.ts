import type { Command } from 'commander'
import { withAccounts } from '../accounts.ts'
import { byCommand } from '../support/act.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import type { Terminal } from '../support/terminal.ts'
import { addPasswordOptions, type PasswordOptions, passwordSource } from './new-password.ts'
import { addOneTimeOptions, type OneTimeOptions, printOneTimeSecret } from './one-time-secret.ts'
import { findUser, findUserById, printUser, userFailure } from './shown-user.ts'

type Options = PasswordOptions & OneTimeOptions & { json?: true }

export function addUsersPasswd(users: Command, terminal: Terminal): void {
  const passwd = users
    .command('passwd')
    .argument('<name>', 'the username, or the id')
    .summary('set a new password, or let the user set one')
    .description(
      'Sets a new password: from standard input, or one that is made and printed once. Or takes the password away and prints a one-time secret, ' +
        'with which the user sets one that nobody else knows (POST /users/password). Either way the old password and every session of the user end at once.',
    )
  addOneTimeOptions(addPasswordOptions(passwd))
    .option('--json', 'print the account as JSON')
    .action((name: string, options: Options) => (options.oneTime ? reset(name, options, terminal) : set(name, options, terminal)))
}

async function reset(name: string, { passwordStdin, generate, validHours, json }: Options, terminal: Terminal): Promise<void> {
  if (passwordStdin || generate)
    throw new CommandFailure(EXIT.usage, 'With --one-time the user chooses the password: give no other source.')
  await withAccounts((accounts) => printOneTimeSecret(terminal, accounts, { name, validHours, json }))
}

async function set(name: string, options: Options, terminal: Terminal): Promise<void> {
  if (options.validHours !== undefined)
    throw new CommandFailure(EXIT.usage, '--valid-hours is for the secret of --one-time: add --one-time, or leave --valid-hours out.')
  const newPassword = passwordSource(options, terminal)
  await withAccounts(async ({ users, administration, minPasswordLength, unlock, canUnlock }) => {
    const user = await findUser(users, name)
    const unlocks = await canUnlock()
    const { password, shown } = await newPassword(minPasswordLength)
    const answer = await administration.resetPassword(user, password, byCommand())
    if (answer.kind === 'unacceptable') throw userFailure(answer)
    if (answer.kind === 'outdated')
      throw new CommandFailure(
        EXIT.refused,
        'The password was changed by someone else meanwhile; nothing was done. Run it again to set yours.',
      )
    if (unlocks) await unlock(user)
    else
      terminal.complain(
        'The password is set. Wrong tries before it are still counted, so a login may have to wait: to forget them, run `mintmark users unlock` with MINTMARK_SECRET.',
      )
    await printUser(terminal, await findUserById(users, user.id), { json: options.json, password: shown })
  })
}
