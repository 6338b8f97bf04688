import type { Caller } from '../events/caller.ts'
import type { System } from '../system.ts'
import type { LoginThrottle } from '../throttle/login-throttle.ts'
import { DEFAULT_USER_SCOPE } from './user.ts'
import type { CreatedUser, UserAdministration } from './user-administration.ts'

export type Registration = (asked: { username: string; password: string; caller: Caller }, signal?: AbortSignal) => Promise<CreatedUser>

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
  return async ({ username, password, caller }, signal) => {
    await throttle.countAddress(caller.addressKey)
    const act = { atMs: system.nowMs(), address: caller.address }
    return administration.create({ username, password, scope: DEFAULT_USER_SCOPE }, act, signal)
  }
}
