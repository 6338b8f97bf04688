import type { ServiceEpochStore } from '../sessions/service-epoch.ts'
import { randomId, type System } from '../system.ts'
import { MalformedHash, type PasswordHasher } from './password-hasher.ts'
import type { User } from './user.ts'
import type { UserStore } from './user-store.ts'
import { usernameKey, usernameProblem } from './username.ts'

export interface Authenticated {
  user: User
  /** As it was before the password was hashed; `user.epoch` likewise. A session opened with them is born dead if one was raised meanwhile. */
  serviceEpoch: number
}

export type PasswordAuthentication = (username: string, password: string, signal?: AbortSignal) => Promise<Authenticated | undefined>

/**
 * Tells whether a username and a password are those of a user who may log in. Whoever may not (unknown, disabled, wrong password, a stored hash that
 * cannot be read) costs one hash with the parameters in force and is told the same.
 *
 * @param alarm Told where a stored hash cannot be read.
 */
export function createPasswordAuthentication({
  users,
  epochs,
  hasher,
  system,
  alarm,
}: {
  users: UserStore
  epochs: ServiceEpochStore
  hasher: PasswordHasher
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
      alarm('a stored password hash cannot be read', user.id)
      return verifyDecoy(password, signal)
    }
  }

  return async (username, password, signal) => {
    const [user, serviceEpoch] = await Promise.all([
      // What can be nobody's name is not looked up; it costs the same.
      usernameProblem(username) === undefined ? users.findByUsernameKey(usernameKey(username)) : undefined,
      epochs.readEpoch(),
    ])
    const matches = await verify(user, password, signal)
    if (!matches || user === undefined || user.disabledAtMs !== null) return undefined
    // The hash that is stored decides whether it is weak; of two logins that upgrade it, one wins.
    if (hasher.needsRehash(user.passwordHash)) await users.replaceHash(user.id, user.passwordHash, await hasher.hash(password, signal))
    return { user, serviceEpoch }
  }
}
