import { scopeProblem } from '../clients/scope-token.ts'
import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import type { PasswordHasher } from './password-hasher.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { USER_ID_PREFIX, type User } from './user.ts'
import type { UserChange, UserStore } from './user-store.ts'
import { newUsernameProblem, usernameKey } from './username.ts'

/** What keeps a change from being made, and of which member; nothing was written. */
export interface Problem {
  member: 'username' | 'password' | 'scope'
  problem: string
  taken?: true
}

/** An account to be. Without a password nobody can log in until one is set, with a one-time secret. */
export interface NewUser {
  username: string
  password?: string | undefined
  /** With single spaces between; may be empty. */
  scope: string
}

export type UserAdministration = ReturnType<typeof createUserAdministration>

/** Accounts as they are made, changed and given new passwords, by whoever may. */
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
  const problemsOf = async ({ username, password, scope = '' }: Partial<NewUser> & { username: string }): Promise<Problem[]> => {
    const problems = {
      username: newUsernameProblem(username),
      password: password === undefined ? undefined : await policy(password, username),
      scope: scopeMemberProblem(scope),
    }
    return Object.entries(problems).flatMap(([member, problem]) =>
      problem === undefined ? [] : [{ member: member as Problem['member'], problem }],
    )
  }
  return {
    /** All that keeps an account from being made, but for a name that is taken. */
    problemsOf,

    async create({ username, password, scope }: NewUser, act: Act, signal?: AbortSignal): Promise<{ user: User } | Problem> {
      const [problem] = await problemsOf({ username, password, scope })
      if (problem !== undefined) return problem
      const user: User = {
        id: USER_ID_PREFIX + randomId(system),
        username,
        usernameKey: usernameKey(username),
        passwordHash: await hasher.hash(password ?? randomId(system), signal),
        scope,
        epoch: 0,
        createdAtMs: act.atMs,
        passwordChangedAtMs: act.atMs,
        disabledAtMs: null,
      }
      return (await users.create(user, act)) ? { user } : { member: 'username', problem: 'is taken', taken: true }
    },

    /** Only what differs is written, and told of. Undefined where there is no such user. */
    async change(
      id: string,
      { scope, disabled }: { scope?: string | undefined; disabled?: boolean | undefined },
      act: Act,
    ): Promise<{ user: User } | Problem | undefined> {
      const user = await users.findById(id)
      if (user === undefined) return undefined
      const problem = scope === undefined ? undefined : scopeMemberProblem(scope)
      if (problem !== undefined) return { member: 'scope', problem }
      const change: UserChange = {
        ...(scope === undefined || scope === user.scope ? {} : { scope }),
        ...(disabled === undefined || disabled === (user.disabledAtMs !== null) ? {} : { disabledAtMs: disabled ? act.atMs : null }),
      }
      if (Object.keys(change).length > 0 && !(await users.change(id, change, act))) return undefined
      return { user: { ...user, ...change } }
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

const scopeMemberProblem = (scope: string): string | undefined => scopeProblem(scope === '' ? [] : scope.split(' '))
