import type { User } from '../../accounts/user.ts'
import type { UserAdministration } from '../../accounts/user-administration.ts'
import type { UserStore } from '../../accounts/user-store.ts'
import { usernameKey, usernameProblem } from '../../accounts/username.ts'
import { scopeProblem } from '../../clients/scope-token.ts'
import { byCommand } from '../support/store-access.ts'
import type { UserEntry } from './read-file.ts'
import { inOneLine, onOff, type Planned } from './step.ts'

/** Users are never made here: a password does not stand in a file. */
export async function planUser(
  { username, scope, disabled }: UserEntry,
  path: string,
  { users, administration }: { users: UserStore; administration: UserAdministration },
): Promise<Planned> {
  const badScope = scope && scopeProblem(scope)
  // What can be nobody's name is not for the database, which does not take every text.
  const user = usernameProblem(username) === undefined ? await users.findByUsernameKey(usernameKey(username)) : undefined
  const problems = [
    ...(user === undefined
      ? [{ path: `${path}.username`, problem: 'is nobody’s: add the account first, with `users add` or `users import`' }]
      : []),
    ...(user !== undefined && (await isIdOfAnother(users, username, user))
      ? [
          {
            path: `${path}.username`,
            problem: 'is the id of another user: whoever has it as a name must not get what is meant for that one',
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

/** Names that look like ids are taken no more, but may have been. */
async function isIdOfAnother(users: UserStore, username: string, named: User): Promise<boolean> {
  const other = await users.findById(username)
  return other !== undefined && other.id !== named.id
}
