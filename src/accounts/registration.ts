import { Refusal } from '../errors.ts'
import type { Origin } from '../events/origin.ts'
import type { System } from '../system.ts'
import type { LoginThrottle } from '../throttle/login-throttle.ts'
import { DEFAULT_USER_SCOPE, type User } from './user.ts'
import type { UserAdministration } from './user-administration.ts'

export type Registration = (asked: { username: string; password: string; origin: Origin }, signal?: AbortSignal) => Promise<User>

/**
 * Somebody makes an account of their own, which may have what a new user has. Throws a `Refusal`: `validation_failed` names all that is wrong,
 * `conflict` a name that is taken, `too_many_requests` too many tries from one address.
 */
export function createRegistration({
  administration,
  throttle,
  system,
}: {
  administration: UserAdministration
  throttle: LoginThrottle
  system: System
}): Registration {
  const taken = () => new Refusal('conflict', 'The username is taken.', { errors: [{ pointer: '/username', detail: 'is taken' }] })

  return async ({ username, password, origin }, signal) => {
    await throttle.countAddress(origin.addressKey)
    const problems = await administration.problemsOf({ username, password })
    if (problems.length > 0) {
      const errors = problems.map(({ member, problem }) => ({ pointer: `/${member}`, detail: problem }))
      throw new Refusal('validation_failed', 'The account was not made.', { errors })
    }
    const act = { atMs: system.nowMs(), address: origin.address }
    const made = await administration.create({ username, password, scope: DEFAULT_USER_SCOPE }, act, signal)
    if ('user' in made) return made.user
    throw taken()
  }
}
