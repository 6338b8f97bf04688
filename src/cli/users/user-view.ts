import type { Rejected, User } from '../../accounts/user.ts'
import type { UserStore } from '../../accounts/user-store.ts'
import { usernameKey } from '../../accounts/username.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { instant, recordLines, type Terminal } from '../support/terminal.ts'

/** An account as it is printed, without the hash of its password. */
export interface UserView {
  id: string
  username: string
  scope: string
  disabled: boolean
  createdAt: string
  passwordChangedAt: string
  disabledAt: string | null
}

export const userView = (user: User): UserView => ({
  id: user.id,
  username: user.username,
  scope: user.scope,
  disabled: user.disabledAtMs !== null,
  createdAt: instant(user.createdAtMs),
  passwordChangedAt: instant(user.passwordChangedAtMs),
  disabledAt: user.disabledAtMs === null ? null : instant(user.disabledAtMs),
})

/**
 * Prints an account. `password` and the members of `once` are secrets, which are shown now and never again.
 */
export async function printUser(
  terminal: Terminal,
  user: User,
  { json, password, once }: { json?: true | undefined; password?: string | undefined; once?: Record<string, string> },
): Promise<void> {
  const secrets = { ...(password === undefined ? {} : { password }), ...once }
  const view = { ...userView(user), ...secrets }
  const text = json ? JSON.stringify(view) : recordLines(view)
  if (Object.keys(secrets).length === 0) return terminal.print(text)
  const source = once === undefined ? '--generate' : '--one-time'
  await terminal.printOnce(text, `make another with \`mintmark users passwd ${user.id} ${source}\``)
}

/**
 * Finds a user by id or by name.
 *
 * @throws {CommandFailure} if there is none, or if it is the id of one user and the name of another.
 */
export async function findUser(users: UserStore, idOrName: string): Promise<User> {
  const byId = await users.findById(idOrName)
  const byName = await users.findByUsernameKey(usernameKey(idOrName))
  if (byId !== undefined && byName !== undefined && byName.id !== byId.id) throw ambiguous(byName)
  const user = byId ?? byName
  if (user === undefined) throw noSuchUser()
  return user
}

/** @throws {CommandFailure} if there is no such user. */
export async function findUserById(users: UserStore, id: string): Promise<User> {
  const user = await users.findById(id)
  if (user === undefined) throw noSuchUser()
  return user
}

/** A new name cannot look like an id, but an old name may. */
const ambiguous = (named: User): CommandFailure =>
  new CommandFailure(
    EXIT.refused,
    `That is the id of one user and the username of another, ${named.id}: give the username of the first, or the id of the second.`,
  )

export const noSuchUser = (): CommandFailure =>
  new CommandFailure(EXIT.notFound, 'There is no such user. `mintmark users list` has the names and the ids.')

type Kind = 'unacceptable' | 'taken' | 'unknown'

const FAILURES: { [K in Kind]: (rejection: Rejected<K>) => CommandFailure } = {
  unacceptable: ({ problems }) =>
    new CommandFailure(EXIT.refused, problems.map(({ member, problem }) => `The ${member} ${problem}.`).join('\n')),
  taken: () =>
    new CommandFailure(EXIT.refused, 'The username is taken. Choose another, or change that account: see `mintmark users --help`.'),
  unknown: noSuchUser,
}

/** Returns the failure of a command whose change the rules of accounts refused. */
export const userFailure = <K extends Kind>(rejection: Rejected<K>): CommandFailure => FAILURES[rejection.kind](rejection)
