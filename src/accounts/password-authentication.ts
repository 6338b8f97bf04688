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

export interface Authenticated {
  kind: 'authenticated'
  user: User
  /**
   * As it was before the password was hashed, like `user.epoch`. A session that is opened with both is born
   * dead if one of them was raised meanwhile.
   */
  serviceEpoch: number
  /** The version of the signing keys, read with the epoch. Who signs brings the key ring to it first. */
  keysVersion: number
  /** To be written in one transaction with what the password opens. */
  settlement: Settlement | undefined
  /** To be called in the place of the settlement if the password opens nothing. */
  giveBack(): Promise<void>
}

/**
 * Makes what the right password opens. If that fails, for want of a scope or of a key that signs, the guess
 * is given back: a right password is not counted.
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
 * Why somebody may not log in, and the account that was meant, if there is one: for the log and the audit
 * trail alone.
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

/** Throws a `Refusal` of code `too_many_requests` or `unavailable`. */
export type PasswordAuthentication = (attempt: PasswordAttempt, signal?: AbortSignal) => Promise<Authenticated | NotAuthenticated>

/**
 * Checks whether a username and a password are those of a user who may log in. Every refusal (unknown,
 * disabled, locked, wrong password, a stored hash that cannot be read) costs one hash with the parameters in
 * force and is answered alike. Each guess is counted before it is hashed.
 *
 * @param alarm Called if a stored hash cannot be read.
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
   * Hashes the password again if the stored hash is weaker than the parameters in force. Of two logins that
   * do, one wins. If there is no room for another hash now, the login goes on with the old one.
   */
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
    const [user, { epoch: serviceEpoch, keysVersion }, admission] = await Promise.all([
      // Text that cannot be a username is not looked up; it costs the same.
      usernameProblem(username) === undefined ? users.findByUsernameKey(key) : undefined,
      state.read(),
      throttle.admit({ usernameKey: key, addressKey: caller.addressKey }),
    ])
    const refused = (why: NotAuthenticated['why']): NotAuthenticated => ({ kind: 'refused', userId: user?.id, why })
    if (admission.kind === 'locked') {
      // The result is not used, but it takes as long as a wrong password of this account, whose hash may be
      // dearer than others.
      await verify(user, password, signal)
      return refused('locked')
    }
    const { settlement, giveBack } = admission
    // A guess that was never hashed, since too many waited or its client left, does not count.
    const matches = await verify(user, password, signal).catch((error: unknown) => giveBack().then(() => Promise.reject(error)))
    if (user === undefined) return refused('unknown user')
    if (!matches) return refused('wrong password')
    if (user.disabledAtMs !== null) return refused('disabled')
    return { kind: 'authenticated', user: await upgraded(user, password), serviceEpoch, keysVersion, settlement, giveBack }
  }
}
