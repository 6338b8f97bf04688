import { type Command, InvalidArgumentError } from 'commander'
import { MAX_ONE_TIME_SECRET_HOURS, ONE_TIME_SECRET_HOURS } from '../../accounts/one-time-secret.ts'
import { wholeNumber } from '../../config/setting.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { addPasswordOptions, type PasswordOptions, passwordSource } from './new-password.ts'
import { findUser, findUserById, noSuchUser, printUser, userFailure } from './user-view.ts'
import { type CommandAccounts, withAccounts } from './with-accounts.ts'

type Options = PasswordOptions & OneTimeOptions & { json?: true }

export function addUsersPasswd(users: Command, terminal: Terminal): void {
  const passwd = users
    .command('passwd')
    .argument('<name>', 'the username, or the id')
    .summary('set a new password, or let the user set one')
    .description(
      'Sets a new password, which comes from standard input, or is made and printed once. ' +
        'With --one-time it takes the password away and prints a one-time secret instead. ' +
        'With that secret the user sets a password that nobody else knows (POST /users/password). ' +
        'Either way the old password and every session of the user end at once.',
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
    const { password, generated } = await newPassword(minPasswordLength)
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
    await printUser(terminal, await findUserById(users, user.id), { json: options.json, password: generated })
  })
}

interface OneTimeOptions {
  oneTime?: true
  validHours?: number
}

const hours = wholeNumber(1, MAX_ONE_TIME_SECRET_HOURS)

const addOneTimeOptions = (command: Command): Command =>
  command
    .option('--one-time', 'take the password away at once, and print a secret with which the user sets a new one')
    .option(
      '--valid-hours <number>',
      `with --one-time, how long that secret is valid, in hours (default: ${ONE_TIME_SECRET_HOURS})`,
      parseHours,
    )

function parseHours(text: string): number {
  const parsed = hours.parse(text)
  if (parsed === undefined) throw new InvalidArgumentError(`It must be ${hours.rule}.`)
  return parsed
}

/**
 * Takes the password away, and prints a one-time secret.
 *
 * @throws {CommandFailure} if there is no such user.
 */
async function printOneTimeSecret(
  terminal: Terminal,
  { users, issueOneTimeSecret }: CommandAccounts,
  { name, validHours = ONE_TIME_SECRET_HOURS, json }: { name: string; validHours: number | undefined; json: true | undefined },
): Promise<void> {
  const { id } = await findUser(users, name)
  const issued = await issueOneTimeSecret({ userId: id, lifeMs: validHours * 3_600_000 }, byCommand())
  if (issued === undefined) throw noSuchUser()
  const once = { oneTimeSecret: issued.secret, oneTimeSecretExpiresAt: new Date(issued.expiresAtMs).toISOString() }
  await printUser(terminal, await findUserById(users, id), { json, once })
}
