import type { Caller } from '../events/event.ts'
import type { System } from '../system.ts'
import type { PasswordHasher } from './hashing/password-hasher.ts'
import { presentedPasswordProblem } from './password.ts'
import { orGiveBack, type PasswordAuthentication } from './password-authentication.ts'
import type { PasswordPolicy } from './password-policy.ts'
import type { Rejected } from './user.ts'
import type { UserStore } from './user-store.ts'

export type PasswordChange = (
  change: { username: string; sessionId: string; currentPassword: string; newPassword: string; caller: Caller },
  signal?: AbortSignal,
) => Promise<{ kind: 'changed' } | Rejected<'unacceptable' | 'wrong_current_password'>>

/**
 * Changes the password of users who know the current one, and ends their other sessions in the same
 * transaction (OWASP ASVS 5.0 V6.2.3, V7.4.3). A wrong current password counts as a guess.
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
    if (problem !== undefined) return { kind: 'unacceptable', problems: [{ member: 'newPassword', problem }] }
    if (presentedPasswordProblem(currentPassword) !== undefined) return wrongCurrent()
    const authenticated = await authenticate({ username, password: currentPassword, caller }, signal)
    if (authenticated.kind === 'refused') return wrongCurrent(authenticated.why)
    const { user, settlement } = authenticated
    const isChanged = await users.changePassword({
      id: user.id,
      from: user.passwordHash,
      to: await orGiveBack(authenticated, () => hasher.hash(newPassword, signal)),
      keepSessionId: sessionId,
      settlement,
      act: { atMs: system.nowMs(), address: caller.address },
    })
    // Another change came first, so the given password is not the current one any more.
    return isChanged ? { kind: 'changed' } : wrongCurrent()
  }
}

const wrongCurrent = (why = 'wrong password') => ({ kind: 'wrong_current_password', why }) as const
