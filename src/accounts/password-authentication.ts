import { Refusal } from '../errors.ts'
import type { Caller } from '../events/event.ts'
import type { ServiceStateStore } from '../service-state.ts'
import { randomId, type System } from '../system.ts'
import type { LoginThrottle } from '../throttle/login-throttle.ts'
import type { Settlement } from '../throttle/throttle-store.ts'
import { MalformedHash, type PasswordHasher } from './hashing/password-hasher.ts'
import type { User } from './user.ts'
import type { UserStore } from './user-store.ts'
import { usernameKey, usernameProblem } from './username.ts'

/** A user with the right password, and what the login needs next. */
export interface Authenticated {
  kind: 'authenticated'
  user: User
  /**
   * Read before the password was hashed, like `user.epoch`. A session that is opened with both is dead
   * from the start if one of them was raised meanwhile.
   */
  serviceEpoch: number
  /**
   * The version of the signing keys, read with the epoch. Before signing, the caller brings the key ring
   * to this version.
   */
  keysVersion: number
  /**
   * Must be written in the same transaction as what the password opens. Undefined if there is nothing to
   * write.
   */
  settlement: Settlement | undefined
  /**
   * Takes the counted guess back. Call it instead of writing the settlement if the password opens nothing.
   */
  giveBack(): Promise<void>
}

/**
 * Makes what the right password opens. If that fails, for example because a scope is missing or no key can
 * sign, the guess is taken back.
 */
export async function orGiveBack<T>({ giveBack }: Authenticated, make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    await giveBack()
    throw error
  }
}

/**
 * Why a user may not log in, and the account that was meant, if it exists. Only the log and the audit
 * trail may have this.
 */
export interface NotAuthenticated {
  kind: 'refused'
  userId: string | undefined
  why: 'locked' | 'unknown user' | 'wrong password' | 'disabled'
}

export interface PasswordAttempt {
  username: string
  password: string
  caller: Caller
}

/**
 * Checks the username and the password of one attempt.
 *
 * @throws {Refusal} too_many_requests or unavailable.
 */
export type PasswordAuthentication = (attempt: PasswordAttempt, signal?: AbortSignal) => Promise<Authenticated | NotAuthenticated>

/**
 * Creates the check whether a username and a password are those of a user who may log in. Every refusal
 * costs one hash with the parameters in force, and gets the same answer.
 *
 * @param alarm Called if a stored hash cannot be read. The answer is that of a wrong password.
 */
export function createPasswordAuthentication({
  users,
  state,
  hasher,
  throttle,
  system,
  alarm,
}: {
  users: UserStore
  state: Pick<ServiceStateStore, 'read'>
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

  /**
   * Hashes the password again if the stored hash is weaker than the parameters in force. If there is no
   * room for another hash now, the login goes on with the old one.
   */
  async function upgraded(user: User, password: string): Promise<User> {
    if (!hasher.needsRehash(user.passwordHash)) return user
    try {
      const passwordHash = await hasher.hash(password)
      // Of two logins at the same time, only one replaces the hash.
      return (await users.replaceHash(user.id, user.passwordHash, passwordHash)) ? { ...user, passwordHash } : user
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unavailable') return user
      throw error
    }
  }

  return async ({ username, password, caller }, signal) => {
    const key = usernameKey(username)
    const [user, { epoch: serviceEpoch, keysVersion }, admission] = await Promise.all([
      // Skip the lookup for text that cannot be a username. The login costs the same.
      usernameProblem(username) === undefined ? users.findByUsernameKey(key) : undefined,
      state.read(),
      // It counts the guess before the password is hashed.
      throttle.admit({ usernameKey: key, addressKey: caller.addressKey }),
    ])
    const refused = (why: NotAuthenticated['why']): NotAuthenticated => ({ kind: 'refused', userId: user?.id, why })
    if (admission.kind === 'locked') {
      // The result is not used. It takes as long as a wrong password of this account, whose hash may cost
      // more than others.
      await verify(user, password, signal)
      return refused('locked')
    }
    const { settlement, giveBack } = admission
    // A guess does not count if it was never hashed, because too many waited or its client left.
    const matches = await verify(user, password, signal).catch((error: unknown) => giveBack().then(() => Promise.reject(error)))
    if (user === undefined) return refused('unknown user')
    if (!matches) return refused('wrong password')
    if (user.disabledAtMs !== null) return refused('disabled')
    return { kind: 'authenticated', user: await upgraded(user, password), serviceEpoch, keysVersion, settlement, giveBack }
  }
}
