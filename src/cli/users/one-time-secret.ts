import { type Command, InvalidArgumentError } from 'commander'
import { ONE_TIME_SECRET_HOURS } from '../../accounts/one-time-secret.ts'
import { wholeNumber } from '../../config/setting.ts'
import type { CommandAccounts } from '../accounts.ts'
import { byCommand } from '../support/act.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser, noSuchUser, printUser } from './shown-user.ts'

export interface OneTimeOptions {
  oneTime?: true
  validHours: number
}

/** A week: whoever has not come for it by then is given another. */
const hours = wholeNumber(1, 168)

export const addOneTimeOptions = (command: Command): Command =>
  command
    .option('--one-time', 'take the password away at once, and print a secret with which the user sets another')
    .option('--valid-hours <number>', 'how long that secret is good', parseHours, ONE_TIME_SECRET_HOURS)

function parseHours(text: string): number {
  const parsed = hours.parse(text)
  if (parsed === undefined) throw new InvalidArgumentError(`It must be ${hours.rule}.`)
  return parsed
}

/** Throws a `CommandFailure` where there is no such user. */
export async function printOneTimeSecret(
  terminal: Terminal,
  { users, issueOneTimeSecret }: CommandAccounts,
  { name, validHours, json }: { name: string; validHours: number; json: true | undefined },
): Promise<void> {
  const { id } = await findUser(users, name)
  const issued = await issueOneTimeSecret({ userId: id, lifeMs: validHours * 3_600_000 }, byCommand())
  if (issued === undefined) throw noSuchUser()
  const once = { oneTimeSecret: issued.secret, oneTimeSecretExpiresAt: new Date(issued.expiresAtMs).toISOString() }
  await printUser(terminal, await findUser(users, id), { json, once })
}
