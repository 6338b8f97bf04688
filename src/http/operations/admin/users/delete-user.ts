import type { routes } from '#generated/routes.ts'
import { isUserId } from '../../../../accounts/user.ts'
import type { UserStore } from '../../../../accounts/user-store.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'

/** Deletes an account for good, with its sessions. */
export function deleteUser({
  users,
  callerOf,
  system,
}: {
  users: UserStore
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.deleteUser, Environment> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const deleted = isUserId(id) && (await users.delete(id, actOf(c, { callerOf, system })))
    if (!deleted) throw notFound()
    return c.body(null, 204)
  }
}
