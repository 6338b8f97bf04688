import type { routes } from '#generated/routes.ts'
import type { PasswordReset } from '../../../accounts/password-reset.ts'
import { typedUsername } from '../../../accounts/username.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { CallerOf } from '../../request/caller.ts'

/** Sets a new password for whoever has the one-time secret; every session of the account ends. */
export function resetPassword({
  passwordReset,
  callerOf,
}: {
  passwordReset: PasswordReset
  callerOf: CallerOf
}): OperationHandler<typeof routes.resetPassword, Environment> {
  return async (c) => {
    const { username, one_time_secret: oneTimeSecret, new_password: newPassword } = c.req.valid('json')
    await passwordReset({ username: typedUsername(username), oneTimeSecret, newPassword, caller: callerOf(c) }, c.req.raw.signal)
    return c.body(null, 204)
  }
}
