import type { Origin } from '../events/origin.ts'
import type { System } from '../system.ts'
import type { LoginThrottle } from '../throttle/login-throttle.ts'
import { DEFAULT_USER_SCOPE } from './user.ts'
import type { CreatedUser, UserAdministration } from './user-administration.ts'

export type Registration = (asked: { username: string; password: string; origin: Origin }, signal?: AbortSignal) => Promise<CreatedUser>

/** Somebody makes an account of their own, which may have what a new user has. Throws a `Refusal` of code `too_many_requests` or `unavailable`. */
export function createRegistration({
  administration,
  throttle,
  system,
}: {
  administration: UserAdministration
  throttle: LoginThrottle
  system: System
}): Registration {
  return async ({ username, password, origin }, signal) => {
    await throttle.countAddress(origin.addressKey)
    const act = { atMs: system.nowMs(), address: origin.address }
    return administration.create({ username, password, scope: DEFAULT_USER_SCOPE }, act, signal)
  }
}
