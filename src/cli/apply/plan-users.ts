import type { User } from '../../accounts/user.ts'
import type { UserAdministration } from '../../accounts/user-administration.ts'
import type { UserStore } from '../../accounts/user-store.ts'
import { usernameKey, usernameProblem } from '../../accounts/username.ts'
import { scopeProblem } from '../../clients/scope-token.ts'
import { byCommand } from '../support/store-access.ts'
import type { UserEntry } from './read-file.ts'
import { inOneLine, onOff, type Planned } from './step.ts'

/** Plans one user. Users are never created here, since a file must not hold a password. */
export async function planUser(
  { username, scope, disabled }: UserEntry,
  path: string,
  { users, administration }: { users: UserStore; administration: UserAdministration },
): Promise<Planned> {
  const badScope = scope && scopeProblem(scope)
  // Skip the lookup for text that cannot be a username. PostgreSQL rejects some text, such as a NUL.
  const user = usernameProblem(username) === undefined ? await users.findByUsernameKey(usernameKey(username)) : undefined
  const problems = [
    ...(user === undefined
      ? [{ path: `${path}.username`, problem: 'belongs to no user: add the account first, with `users add` or `users import`' }]
      : []),
    ...(user !== undefined && (await isIdOfAnother(users, username, user))
      ? [
          {
            path: `${path}.username`,
            problem: 'is the id of another user: the user with this name must not get what is meant for that one',
          },
        ]
      : []),
    ...(badScope === undefined ? [] : [{ path: `${path}.scope`, problem: badScope }]),
  ]
  if (user === undefined || problems.length > 0) return { kind: 'refused', problems }
  const wanted = { scope: scope?.join(' '), disabled }
  const isDisabled = user.disabledAtMs !== null
  const differences = [
    ...(wanted.scope === undefined || wanted.scope === user.scope
      ? []
      : [{ member: 'scope', from: inOneLine([user.scope]), to: inOneLine([wanted.scope]) }]),
    ...(disabled === undefined || disabled === isDisabled ? [] : [{ member: 'disabled', from: onOff(isDisabled), to: onOff(disabled) }]),
  ]
  if (differences.length === 0) return { kind: 'as_it_is' }
  const carryOut = async () => {
    const changed = await administration.change(user.id, wanted, byCommand())
    return changed.kind === 'changed' ? {} : undefined
  }
  return { kind: 'step', step: { kind: 'user', name: user.username, action: 'change', differences, carryOut } }
}

/**
 * Checks whether a name is the id of another user. A new name cannot look like an id, but an old name may.
 */
async function isIdOfAnother(users: UserStore, username: string, named: User): Promise<boolean> {
  const other = await users.findById(username)
  return other !== undefined && other.id !== named.id
}
