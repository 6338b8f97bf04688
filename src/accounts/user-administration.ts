import { scopeProblem, scopeTokens } from '../clients/scope-token.ts'
import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import type { PasswordHasher } from './hashing/password-hasher.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { USER_ID_PREFIX, type User } from './user.ts'
import type { NewOneTimeSecret, UserChange, UserStore } from './user-store.ts'
import { newUsernameProblem, usernameKey } from './username.ts'

/** What keeps an account from being so, and of which member: `The <member> <problem>.` */
export interface UserProblem {
  member: 'username' | 'password' | 'scope'
  problem: string
}

/** `taken`: another account has the name. Either way nothing was written. */
export type NotCreated = { problems: UserProblem[] } | { taken: true }
export type CreatedUser = { user: User } | NotCreated
/** Undefined where there is no such user. */
export type ChangedUser = { user: User } | { problems: UserProblem[] } | undefined

/** An account to be. Without a password nobody can log in until one is set, with a one-time secret. */
export interface NewUser {
  username: string
  password?: string | undefined
  /** Makes that secret for the account's id; it is written with the account. */
  oneTimeSecret?: (userId: string) => NewOneTimeSecret
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
  return {
    /** All that keeps the account from being made is told at once; only where nothing does is the password hashed. */
    async create({ username, password, oneTimeSecret, scope }: NewUser, act: Act, signal?: AbortSignal): Promise<CreatedUser> {
      const problems = told({
        username: newUsernameProblem(username),
        password: password === undefined ? undefined : await policy(password, username),
        scope: scopeMemberProblem(scope),
      })
      if (problems.length > 0) return { problems }
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
      return (await users.create(user, act, oneTimeSecret?.(user.id))) ? { user } : { taken: true }
    },

    /** Only what differs is written, and told of. */
    async change(
      id: string,
      { scope, disabled }: { scope?: string | undefined; disabled?: boolean | undefined },
      act: Act,
    ): Promise<ChangedUser> {
      const user = await users.findById(id)
      if (user === undefined) return undefined
      const problems = told({ scope: scope === undefined ? undefined : scopeMemberProblem(scope) })
      if (problems.length > 0) return { problems }
      const change: UserChange = {
        ...(scope === undefined || scope === user.scope ? {} : { scope }),
        ...(disabled === undefined || disabled === (user.disabledAtMs !== null) ? {} : { disabledAtMs: disabled ? act.atMs : null }),
      }
      if (Object.keys(change).length > 0 && !(await users.change(id, change, act))) return undefined
      return { user: { ...user, ...change } }
    },

    /** Sets a new password, which ends every session of the user. */
    async resetPassword(user: User, password: string, act: Act): Promise<{ changed: boolean } | { problems: UserProblem[] }> {
      const problems = told({ password: await policy(password, user.username) })
      if (problems.length > 0) return { problems }
      const to = await hasher.hash(password)
      return { changed: await users.changePassword({ id: user.id, from: user.passwordHash, to, act }) }
    },
  }
}

const scopeMemberProblem = (scope: string): string | undefined => scopeProblem(scopeTokens(scope))

const told = (problems: Partial<Record<UserProblem['member'], string | undefined>>): UserProblem[] =>
  Object.entries(problems).flatMap(([member, problem]) =>
    problem === undefined ? [] : [{ member: member as UserProblem['member'], problem }],
  )
