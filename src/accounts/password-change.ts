import { Refusal } from '../errors.ts'
import type { System } from '../system.ts'
import { newPasswordProblem, presentedPasswordProblem } from './password.ts'
import type { PasswordHasher } from './password-hasher.ts'
import type { UserStore } from './user-store.ts'

export type PasswordChange = (
  change: { userId: string; sessionId: string; currentPassword: string; newPassword: string },
  signal?: AbortSignal,
) => Promise<void>

/**
 * A person changes their own password: it needs the current one, and ends every other session of theirs in the same transaction (OWASP ASVS 5.0 V6.2.3,
 * V7.4.3). Throws a `Refusal` of code `validation_failed` that names what is wrong.
 */
export function createPasswordChange({
  users,
  hasher,
  system,
  minPasswordLength,
}: {
  users: UserStore
  hasher: PasswordHasher
  system: System
  minPasswordLength: number
}): PasswordChange {
  const refuse = (errors: { pointer: string; detail: string }[]) =>
    new Refusal('validation_failed', 'The password was not changed.', { errors })
  const wrongCurrent = { pointer: '/current_password', detail: 'is not the current password' }

  return async ({ userId, sessionId, currentPassword, newPassword }, signal) => {
    const problem = newPasswordProblem(newPassword, minPasswordLength)
    if (problem !== undefined) throw refuse([{ pointer: '/new_password', detail: problem }])
    if (presentedPasswordProblem(currentPassword) !== undefined) throw refuse([wrongCurrent])
    const user = await users.findById(userId)
    if (user === undefined) throw new Refusal('invalid_token', 'Invalid or expired token')
    if (!(await hasher.verify(user.passwordHash, currentPassword, signal))) throw refuse([wrongCurrent])
    const to = await hasher.hash(newPassword, signal)
    const changed = await users.changePassword({
      id: userId,
      from: user.passwordHash,
      to,
      nowMs: system.nowMs(),
      keepSessionId: sessionId,
    })
    // Another change came first, so what was given as the current password no longer is.
    if (!changed) throw refuse([wrongCurrent])
  }
}
