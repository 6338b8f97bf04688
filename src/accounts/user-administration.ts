import { scopeProblem, scopeTokens } from '../clients/scope-token.ts'
import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import type { PasswordHasher } from './hashing/password-hasher.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { type Rejected, USER_ID_PREFIX, type User, type UserProblem } from './user.ts'
import type { NewOneTimeSecret, UserChange, UserStore } from './user-store.ts'
import { newUsernameProblem, usernameKey } from './username.ts'

export type NotCreated = Rejected<'unacceptable' | 'taken'>
export type UserCreation = { kind: 'created'; user: User } | NotCreated
type UserUpdate = { kind: 'changed'; user: User } | Rejected<'unacceptable' | 'unknown'>
/** `outdated`: somebody else changed the password meanwhile. Nothing was written. */
type PasswordSetting = { kind: 'changed' } | { kind: 'outdated' } | Rejected<'unacceptable'>

/**
 * An account to be created. Without a password nobody can log in until one is set with a one-time secret.
 */
export interface NewUser {
  username: string
  password?: string | undefined
  /** Makes that secret for the id of the account. It is written with the account. */
  oneTimeSecret?: (userId: string) => NewOneTimeSecret
  /** With single spaces between; may be empty. */
  scope: string
}

export type UserAdministration = ReturnType<typeof createUserAdministration>

/** Creates and changes accounts, and sets their passwords. The caller decides who may do so. */
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
    /**
     * Creates an account, or lists every problem at once. The password is hashed only if there is no
     * problem.
     */
    async create({ username, password, oneTimeSecret, scope }: NewUser, act: Act, signal?: AbortSignal): Promise<UserCreation> {
      const problems = problemsOf({
        username: newUsernameProblem(username),
        password: password === undefined ? undefined : await policy(password, username),
        scope: scopeMemberProblem(scope),
      })
      if (problems.length > 0) return { kind: 'unacceptable', problems }
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
      return (await users.create(user, act, oneTimeSecret?.(user.id))) ? { kind: 'created', user } : { kind: 'taken', member: 'username' }
    },

    /** Changes an account. Only what differs is written, with its event. */
    async change(
      id: string,
      { scope, disabled }: { scope?: string | undefined; disabled?: boolean | undefined },
      act: Act,
    ): Promise<UserUpdate> {
      const user = await users.findById(id)
      if (user === undefined) return { kind: 'unknown' }
      const problems = problemsOf({ scope: scope === undefined ? undefined : scopeMemberProblem(scope) })
      if (problems.length > 0) return { kind: 'unacceptable', problems }
      const change: UserChange = {
        ...(scope === undefined || scope === user.scope ? {} : { scope }),
        ...(disabled === undefined || disabled === (user.disabledAtMs !== null) ? {} : { disabledAtMs: disabled ? act.atMs : null }),
      }
      if (Object.keys(change).length > 0 && !(await users.change(id, change, act))) return { kind: 'unknown' }
      return { kind: 'changed', user: { ...user, ...change } }
    },

    /** Sets a new password, which ends every session of the user. */
    async resetPassword(user: User, password: string, act: Act): Promise<PasswordSetting> {
      const problems = problemsOf({ password: await policy(password, user.username) })
      if (problems.length > 0) return { kind: 'unacceptable', problems }
      const to = await hasher.hash(password)
      const isChanged = await users.changePassword({ id: user.id, from: user.passwordHash, to, act })
      return isChanged ? { kind: 'changed' } : { kind: 'outdated' }
    },
  }
}

const scopeMemberProblem = (scope: string): string | undefined => scopeProblem(scopeTokens(scope))

const problemsOf = (problems: Partial<Record<UserProblem['member'], string | undefined>>): UserProblem[] =>
  Object.entries(problems).flatMap(([member, problem]) =>
    problem === undefined ? [] : [{ member: member as UserProblem['member'], problem }],
  )
