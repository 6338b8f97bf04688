import type { components } from '#generated/openapi.d.ts'
import type { User } from '../../../accounts/user.ts'
import { dateTime } from './date-time.ts'

/** An account, as it is shown to who administers it: never its hash. */
export const userView = (user: User): components['schemas']['User'] => ({
  id: user.id,
  username: user.username,
  scope: user.scope,
  disabled: user.disabledAtMs !== null,
  created_at: dateTime(user.createdAtMs),
  password_changed_at: dateTime(user.passwordChangedAtMs),
})

export const oneTimeSecretView = ({
  secret,
  expiresAtMs,
}: {
  secret: string
  expiresAtMs: number
}): components['schemas']['OneTimeSecret'] => ({
  one_time_secret: secret,
  one_time_secret_expires_at: dateTime(expiresAtMs),
})
