import { Refusal } from '../errors.ts'
import type { Caller } from '../events/caller.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { System } from '../system.ts'
import type { LoginThrottle } from '../throttle/login-throttle.ts'
import type { PasswordHasher } from './hashing/password-hasher.ts'
import { type OneTimeSecrets, oneTimeSecretEndProblem } from './one-time-secret.ts'
import type { KeptOneTimeSecret, OneTimeSecretStore } from './one-time-secret-store.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { usernameKey, usernameProblem } from './username.ts'

export type PasswordReset = (
  reset: { username: string; oneTimeSecret: string; newPassword: string; caller: Caller },
  signal?: AbortSignal,
) => Promise<void>

/**
 * A person sets a new password with the one-time secret that they were given; every session of theirs ends. Throws a `Refusal`: `forbidden` whatever is wrong with the
 * secret or the name, and only to who has the right secret `validation_failed`, which names what is wrong with the password. The secret is then still good.
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
  const refused = (cause: string, userId: string | undefined, { address }: Caller): Refusal => {
    refusals.add({ type: 'one_time_secret_refused', atMs: system.nowMs(), userId, address })
    return new Refusal('forbidden', 'The one-time secret is wrong, has expired or was used.', { cause, whom: { user: userId } })
  }
  const goodSecret = async (username: string, oneTimeSecret: string, caller: Caller): Promise<KeptOneTimeSecret> => {
    // What can be nobody's name is not looked up.
    const kept = usernameProblem(username) === undefined ? await store.find(usernameKey(username)) : undefined
    const matches = secrets.matches(oneTimeSecret, kept)
    if (kept === undefined) throw refused('no secret is kept for an enabled user of that name', undefined, caller)
    if (!matches) throw refused('another secret', kept.userId, caller)
    const problem = oneTimeSecretEndProblem(kept.expiresAtMs, system.nowMs())
    if (problem !== undefined) throw refused(problem, kept.userId, caller)
    return kept
  }

  return async ({ username, oneTimeSecret, newPassword, caller }, signal) => {
    // Not against the account: a reset is the way out for an owner whom strangers have locked out, and 256 bits are not guessed.
    await throttle.countAddress(caller.addressKey)
    const kept = await goodSecret(username, oneTimeSecret, caller)
    const problem = await policy(newPassword, kept.username)
    if (problem !== undefined) throw unacceptable(problem)
    const used = await store.use({
      userId: kept.userId,
      hmac: kept.hmac,
      hash: await hasher.hash(newPassword, signal),
      throttled: throttle.accountKey(usernameKey(kept.username)),
      act: { atMs: system.nowMs(), address: caller.address },
    })
    if (!used) throw refused('used meanwhile', kept.userId, caller)
  }
}

const unacceptable = (detail: string) =>
  new Refusal('validation_failed', 'The password was not set.', { errors: [{ pointer: '/new_password', detail }] })
