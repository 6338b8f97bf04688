import type { routes } from '#generated/routes.ts'
import type { PasswordChange } from '../../../accounts/password-change.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { personOf } from '../../request/bearer.ts'
import type { CallerOf } from '../../request/caller.ts'

/** Changes the caller's password; every other session of theirs ends. */
export function changePassword({
  passwordChange,
  callerOf,
}: {
  passwordChange: PasswordChange
  callerOf: CallerOf
}): OperationHandler<typeof routes.changePassword, Environment> {
  return async (c) => {
    const { username, sessionId } = personOf(c.var.claims)
    const { current_password: currentPassword, new_password: newPassword } = c.req.valid('json')
    await passwordChange({ username, sessionId, currentPassword, newPassword, caller: callerOf(c) }, c.req.raw.signal)
    return c.body(null, 204)
  }
}
