import { Refusal } from '../errors.ts'
import type { Caller } from '../events/caller.ts'
import type { System } from '../system.ts'
import type { PasswordHasher } from './hashing/password-hasher.ts'
import { presentedPasswordProblem } from './password.ts'
import { orGiveBack, type PasswordAuthentication } from './password-authentication.ts'
import type { PasswordPolicy } from './password-policy.ts'
import type { UserStore } from './user-store.ts'

export type PasswordChange = (
  change: { username: string; sessionId: string; currentPassword: string; newPassword: string; caller: Caller },
  signal?: AbortSignal,
) => Promise<void>

/**
 * A person changes their own password: it needs the current one, and ends every other session of theirs in the same transaction (OWASP ASVS 5.0 V6.2.3,
 * V7.4.3). A wrong current password is a guess like any other. Throws a `Refusal` of code `validation_failed` that names what is wrong.
 */
export function createPasswordChange({
  authenticate,
  users,
  hasher,
  policy,
  system,
}: {
  authenticate: PasswordAuthentication
  users: UserStore
  hasher: PasswordHasher
  policy: PasswordPolicy
  system: System
}): PasswordChange {
  return async ({ username, sessionId, currentPassword, newPassword, caller }, signal) => {
    const problem = await policy(newPassword, username)
    if (problem !== undefined) throw refusal('/new_password', problem)
    if (presentedPasswordProblem(currentPassword) !== undefined) throw wrongCurrent()
    const authenticated = await authenticate({ username, password: currentPassword, caller }, signal)
    if (authenticated.kind === 'refused') throw wrongCurrent(authenticated.why)
    const { user, settlement } = authenticated
    const changed = await users.changePassword({
      id: user.id,
      from: user.passwordHash,
      to: await orGiveBack(authenticated, () => hasher.hash(newPassword, signal)),
      keepSessionId: sessionId,
      settlement,
      act: { atMs: system.nowMs(), address: caller.address },
    })
    // Another change came first, so what was given as the current password no longer is.
    if (!changed) throw wrongCurrent()
  }
}

const refusal = (pointer: string, detail: string, cause?: string) =>
  new Refusal('validation_failed', 'The password was not changed.', { errors: [{ pointer, detail }], cause })

const wrongCurrent = (cause = 'wrong password') => refusal('/current_password', 'is not the current password', cause)
