import type { User } from '../../accounts/user.ts'
import type { Problem } from '../../accounts/user-administration.ts'
import type { UserStore } from '../../accounts/user-store.ts'
import { usernameKey } from '../../accounts/username.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { instant, recordLines, type Terminal } from '../support/terminal.ts'

/** An account as it is printed: never its hash. */
export interface ShownUser {
  id: string
  username: string
  scope: string
  disabled: boolean
  createdAt: string
  passwordChangedAt: string
  disabledAt: string | null
}

export const shownUser = (user: User): ShownUser => ({
  id: user.id,
  username: user.username,
  scope: user.scope,
  disabled: user.disabledAtMs !== null,
  createdAt: instant(user.createdAtMs),
  passwordChangedAt: instant(user.passwordChangedAtMs),
  disabledAt: user.disabledAtMs === null ? null : instant(user.disabledAtMs),
})

/** `password`, and whatever else of `once`, is shown now and never again. */
export async function printUser(
  terminal: Terminal,
  user: User,
  { json, password, once }: { json?: true | undefined; password?: string | undefined; once?: Record<string, string> },
): Promise<void> {
  const secrets = { ...(password === undefined ? {} : { password }), ...once }
  const shown = { ...shownUser(user), ...secrets }
  const text = json ? JSON.stringify(shown) : recordLines(shown)
  if (Object.keys(secrets).length === 0) return terminal.print(text)
  const source = once === undefined ? '--generate' : '--one-time'
  await terminal.printOnce(text, `make another with \`mintmark users passwd ${user.id} ${source}\``)
}

/** By id or by name. Throws a `CommandFailure` where there is none. */
export async function findUser(users: UserStore, idOrName: string): Promise<User> {
  const user = (await users.findById(idOrName)) ?? (await users.findByUsernameKey(usernameKey(idOrName)))
  if (user === undefined) throw noSuchUser()
  return user
}

export const noSuchUser = (): CommandFailure => new CommandFailure(EXIT.notFound, 'There is no such user.')

export const problemFailure = ({ member, problem }: Problem): CommandFailure =>
  new CommandFailure(EXIT.refused, `The ${member} ${problem}.`)
