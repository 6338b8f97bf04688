import type { Act, Caller } from '../events/event.ts'
import type { System } from '../system.ts'
import type { LoginThrottle } from '../throttle/login-throttle.ts'
import type { OneTimeSecrets } from './one-time-secret.ts'
import { DEFAULT_USER_SCOPE, type User } from './user.ts'
import type { NewUser, NotCreated, UserAdministration, UserCreation } from './user-administration.ts'

export type Registration = (account: { username: string; password: string; caller: Caller }, signal?: AbortSignal) => Promise<UserCreation>

/**
 * Lets people make their own accounts, with the default scope.
 *
 * @throws {Refusal} too_many_requests or unavailable.
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
  return async ({ username, password, caller }, signal) => {
    await throttle.countAddress(caller.addressKey)
    const act = { atMs: system.nowMs(), address: caller.address }
    return administration.create({ username, password, scope: DEFAULT_USER_SCOPE }, act, signal)
  }
}

/** `secret` is shown only now. With it the owner sets the first password. */
type Invited = { kind: 'invited'; user: User; secret: string; expiresAtMs: number }

export type UserInvitation = (
  account: Pick<NewUser, 'username' | 'scope'> & { lifeMs: number },
  act: Act,
  signal?: AbortSignal,
) => Promise<Invited | NotCreated>

/**
 * Creates an account without a password, and its one-time secret, in one transaction. So no crash leaves
 * an account that nobody can enter.
 */
export function createUserInvitation({
  administration,
  secrets,
}: {
  administration: UserAdministration
  secrets: OneTimeSecrets
}): UserInvitation {
  return async ({ username, scope, lifeMs }, act, signal) => {
    const secret = secrets.make()
    const expiresAtMs = act.atMs + lifeMs
    const oneTimeSecret = (userId: string) => ({ hmac: secrets.hmacOf(secret, userId), expiresAtMs })
    const created = await administration.create({ username, scope, oneTimeSecret }, act, signal)
    return created.kind === 'created' ? { kind: 'invited', user: created.user, secret, expiresAtMs } : created
  }
}
