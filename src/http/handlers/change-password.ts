import type { routes } from '#generated/routes.ts'
import type { PasswordChange } from '../../accounts/password-change.ts'
import { personOf } from '../bearer-authentication.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'

/** Changes the caller's password; every other session of theirs ends. */
export function changePassword({
  passwordChange,
  originOf,
}: {
  passwordChange: PasswordChange
  originOf: OriginOf
}): OperationHandler<typeof routes.changePassword, Environment> {
  return async (c) => {
    const { username, sessionId } = personOf(c.var.caller)
    const { current_password: currentPassword, new_password: newPassword } = c.req.valid('json')
    await passwordChange({ username, sessionId, currentPassword, newPassword, origin: originOf(c) }, c.req.raw.signal)
    return c.body(null, 204)
  }
}
