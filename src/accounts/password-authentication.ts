import { Refusal } from '../errors.ts'
import type { Caller } from '../events/event.ts'
import type { ServiceEpochStore } from '../sessions/service-epoch.ts'
import { randomId, type System } from '../system.ts'
import type { LoginThrottle } from '../throttle/login-throttle.ts'
import type { Settlement } from '../throttle/throttle-store.ts'
import { MalformedHash, type PasswordHasher } from './hashing/password-hasher.ts'
import type { User } from './user.ts'
import type { UserStore } from './user-store.ts'
import { usernameKey, usernameProblem } from './username.ts'

export interface Authenticated {
  user: User
  /** As it was before the password was hashed; `user.epoch` likewise. A session opened with them is born dead if one was raised meanwhile. */
  serviceEpoch: number
  /** To be written with what the password opens. */
  settlement: Settlement | undefined
  /** Instead, where it opens nothing. */
  giveBack(): Promise<void>
}

/** Makes what the password opens. If that fails, the right password was no guess: one without a hash, a scope or a key that signs gets nothing, and is not counted. */
export async function orGiveBack<T>({ giveBack }: Authenticated, make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    await giveBack()
    throw error
  }
}

/** Whoever may not log in; the account that was meant, where there is one, and why are for the log and the audit trail and for nobody else. */
export interface NotAuthenticated {
  userId: string | undefined
  why: 'locked' | 'unknown user' | 'wrong password' | 'disabled'
}

export interface PasswordAttempt {
  username: string
  password: string
  caller: Caller
}

/** Throws a `Refusal` of code `too_many_requests` or `unavailable`. */
export type PasswordAuthentication = (attempt: PasswordAttempt, signal?: AbortSignal) => Promise<Authenticated | NotAuthenticated>

/**
 * Tells whether a username and a password are those of a user who may log in. Whoever may not (unknown, disabled, locked, wrong password, a stored hash that
 * cannot be read) costs one hash with the parameters in force and is told the same. Each guess is counted before it is hashed.
 *
 * @param alarm Told where a stored hash cannot be read.
 */
export function createPasswordAuthentication({
  users,
  epochs,
  hasher,
  throttle,
  system,
  alarm,
}: {
  users: UserStore
  epochs: ServiceEpochStore
  hasher: PasswordHasher
  throttle: LoginThrottle
  system: System
  alarm: (sentence: string, userId: string) => void
}): PasswordAuthentication {
  let decoy: Promise<string> | undefined
  const verifyDecoy = async (password: string, signal?: AbortSignal) => {
    decoy ??= hasher.hash(randomId(system))
    decoy.catch(() => (decoy = undefined))
    await hasher.verify(await decoy, password, signal)
    return false
  }

  async function verify(user: User | undefined, password: string, signal?: AbortSignal): Promise<boolean> {
    if (user === undefined) return verifyDecoy(password, signal)
    try {
      return await hasher.verify(user.passwordHash, password, signal)
    } catch (error) {
      if (!(error instanceof MalformedHash)) throw error
      alarm('a stored password hash cannot be read, so its user cannot log in: set a new password (`users passwd`)', user.id)
      return verifyDecoy(password, signal)
    }
  }

  /** The hash that is stored decides whether it is weak; of two logins that upgrade it, one wins. The password was right, whether there is room for that now or not. */
  async function upgraded(user: User, password: string): Promise<User> {
    if (!hasher.needsRehash(user.passwordHash)) return user
    try {
      const passwordHash = await hasher.hash(password)
      return (await users.replaceHash(user.id, user.passwordHash, passwordHash)) ? { ...user, passwordHash } : user
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unavailable') return user
      throw error
    }
  }

  return async ({ username, password, caller }, signal) => {
    const key = usernameKey(username)
    const [user, serviceEpoch, admission] = await Promise.all([
      // What can be nobody's name is not looked up; it costs the same.
      usernameProblem(username) === undefined ? users.findByUsernameKey(key) : undefined,
      epochs.readEpoch(),
      throttle.admit({ usernameKey: key, addressKey: caller.addressKey }),
    ])
    if (admission.locked) {
      // Whether it is right is nobody's business; but it takes as long as a wrong one of this account, whose hash may be dearer than others.
      await verify(user, password, signal)
      return { userId: user?.id, why: 'locked' }
    }
    const { settlement, giveBack } = admission
    // A guess that was never hashed, since too much was waiting or its client left, is no guess.
    const matches = await verify(user, password, signal).catch((error: unknown) => giveBack().then(() => Promise.reject(error)))
    if (user === undefined) return { userId: undefined, why: 'unknown user' }
    if (!matches) return { userId: user.id, why: 'wrong password' }
    if (user.disabledAtMs !== null) return { userId: user.id, why: 'disabled' }
    return { user: await upgraded(user, password), serviceEpoch, settlement, giveBack }
  }
}
