import { type Command, InvalidArgumentError } from 'commander'
import { MAX_ONE_TIME_SECRET_HOURS, ONE_TIME_SECRET_HOURS } from '../../accounts/one-time-secret.ts'
import { wholeNumber } from '../../config/setting.ts'
import type { CommandAccounts } from '../accounts.ts'
import { byCommand } from '../support/act.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser, findUserById, noSuchUser, printUser } from './shown-user.ts'

export interface OneTimeOptions {
  oneTime?: true
  validHours?: number
}

const hours = wholeNumber(1, MAX_ONE_TIME_SECRET_HOURS)

export const addOneTimeOptions = (command: Command): Command =>
  command
    .option('--one-time', 'take the password away at once, and print a secret with which the user sets another')
    .option('--valid-hours <number>', `with --one-time, how long that secret is good (default: ${ONE_TIME_SECRET_HOURS})`, parseHours)

function parseHours(text: string): number {
  const parsed = hours.parse(text)
  if (parsed === undefined) throw new InvalidArgumentError(`It must be ${hours.rule}.`)
  return parsed
}

/** Throws a `CommandFailure` where there is no such user. */
export async function printOneTimeSecret(
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
