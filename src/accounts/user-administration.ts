import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import type { PasswordHasher } from './password-hasher.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { USER_ID_PREFIX, type User } from './user.ts'
import type { UserStore } from './user-store.ts'
import { usernameKey, usernameProblem } from './username.ts'

/** What keeps a change from being made, and of which member; nothing was written. */
export interface Problem {
  member: 'username' | 'password'
  problem: string
  taken?: true
}

export type UserAdministration = ReturnType<typeof createUserAdministration>

/** Accounts as they are made and given new passwords, by whoever may. Scope names are taken as given. */
export function createUserAdministration({
  users,
  hasher,
  policy,
  system,
}: {
  users: UserStore
  hasher: PasswordHasher
  policy: PasswordPolicy
  system: System
}) {
  const problemsOf = async ({ username, password }: { username: string; password: string }): Promise<Problem[]> => {
    const [name, secret] = [usernameProblem(username), await policy(password, username)]
    return [
      ...(name === undefined ? [] : [{ member: 'username' as const, problem: name }]),
      ...(secret === undefined ? [] : [{ member: 'password' as const, problem: secret }]),
    ]
  }
  return {
    /** All that keeps an account from being made, but for a name that is taken. */
    problemsOf,

    async create(
      { username, password, scope }: { username: string; password: string; scope: string },
      act: Act,
      signal?: AbortSignal,
    ): Promise<{ user: User } | Problem> {
      const [problem] = await problemsOf({ username, password })
      if (problem !== undefined) return problem
      const user: User = {
        id: USER_ID_PREFIX + randomId(system),
        username,
        usernameKey: usernameKey(username),
        passwordHash: await hasher.hash(password, signal),
        scope,
        epoch: 0,
        createdAtMs: act.atMs,
        passwordChangedAtMs: act.atMs,
        disabledAtMs: null,
      }
      return (await users.create(user, act)) ? { user } : { member: 'username', problem: 'is taken', taken: true }
    },

    /** Sets a new password, which ends every session of the user. */
    async resetPassword(user: User, password: string, act: Act): Promise<{ changed: boolean } | Problem> {
      const problem = await policy(password, user.username)
      if (problem !== undefined) return { member: 'password', problem }
      const to = await hasher.hash(password)
      return { changed: await users.changePassword({ id: user.id, from: user.passwordHash, to, act }) }
    },
  }
}
