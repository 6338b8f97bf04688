import type { Act } from '../events/event.ts'
import type { OneTimeSecrets } from './one-time-secret.ts'
import type { User } from './user.ts'
import type { NewUser, NotCreated, UserAdministration } from './user-administration.ts'

/** `secret` is shown this once; with it the owner sets the first password. */
export type InvitedUser = { user: User; secret: string; expiresAtMs: number } | NotCreated

/** Makes an account without a password, and its one-time secret, in one transaction: no crash leaves an account that nobody can enter. */
export type UserInvitation = (
  asked: Pick<NewUser, 'username' | 'scope'> & { lifeMs: number },
  act: Act,
  signal?: AbortSignal,
) => Promise<InvitedUser>

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
    const made = await administration.create({ username, scope, oneTimeSecret }, act, signal)
    return 'user' in made ? { ...made, secret, expiresAtMs } : made
  }
}
