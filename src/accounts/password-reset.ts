import type { Caller } from '../events/event.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { System } from '../system.ts'
import type { LoginThrottle } from '../throttle/login-throttle.ts'
import type { PasswordHasher } from './hashing/password-hasher.ts'
import { type OneTimeSecrets, oneTimeSecretEndProblem } from './one-time-secret.ts'
import type { OneTimeSecretStore, StoredOneTimeSecret } from './one-time-secret-store.ts'
import type { PasswordPolicy } from './password-policy.ts'
import type { Rejected } from './user.ts'
import { usernameKey, usernameProblem } from './username.ts'

export type PasswordReset = (
  reset: { username: string; oneTimeSecret: string; newPassword: string; caller: Caller },
  signal?: AbortSignal,
) => Promise<{ kind: 'changed' } | Rejected<'unacceptable' | 'bad_one_time_secret'>>

/** The stored secret that was presented, or why the presented one is not good. */
type Checked = { kind: 'good'; stored: StoredOneTimeSecret } | { kind: 'bad'; why: string; userId: string | undefined }

/**
 * Sets a new password for the holder of a one-time secret, and ends every session of the user. Whatever is
 * wrong with the secret or the name, the answer is the same.
 */
export function createPasswordReset({
  store,
  secrets,
  hasher,
  policy,
  throttle,
  refusals,
  system,
}: {
  store: OneTimeSecretStore
  secrets: OneTimeSecrets
  hasher: PasswordHasher
  policy: PasswordPolicy
  throttle: Pick<LoginThrottle, 'accountKey' | 'countAddress'>
  refusals: RefusalTally
  system: System
}): PasswordReset {
  const bad = (why: string, userId: string | undefined, { address }: Caller): Rejected<'bad_one_time_secret'> => {
    refusals.add({ type: 'one_time_secret_refused', atMs: system.nowMs(), userId, address })
    return { kind: 'bad_one_time_secret', why, userId }
  }
  const check = async (username: string, presented: string): Promise<Checked> => {
    // Skip the lookup for text that cannot be a name.
    const stored = usernameProblem(username) === undefined ? await store.find(usernameKey(username)) : undefined
    // It takes as long if nothing is stored.
    const matches = secrets.matches(presented, stored)
    if (stored === undefined) return { kind: 'bad', why: 'no enabled user of that name has a one-time secret', userId: undefined }
    const why = matches ? oneTimeSecretEndProblem(stored.expiresAtMs, system.nowMs()) : 'another secret'
    return why === undefined ? { kind: 'good', stored } : { kind: 'bad', why, userId: stored.userId }
  }

  return async ({ username, oneTimeSecret, newPassword, caller }, signal) => {
    // The account does not count this attempt. Its owner may need the reset because strangers have locked
    // the account, and nobody guesses 256 bits.
    await throttle.countAddress(caller.addressKey)
    const checked = await check(username, oneTimeSecret)
    if (checked.kind === 'bad') return bad(checked.why, checked.userId, caller)
    const { stored } = checked
    // Only the holder of the right secret learns that a password is unacceptable. The secret stays good
    // then.
    const problem = await policy(newPassword, stored.username)
    if (problem !== undefined) return { kind: 'unacceptable', problems: [{ member: 'newPassword', problem }] }
    const isUsed = await store.use({
      userId: stored.userId,
      hmac: stored.hmac,
      hash: await hasher.hash(newPassword, signal),
      throttled: throttle.accountKey(usernameKey(stored.username)),
      act: { atMs: system.nowMs(), address: caller.address },
    })
    return isUsed ? { kind: 'changed' } : bad('used meanwhile', stored.userId, caller)
  }
}
