import type { routes } from '#generated/routes.ts'
import { isUserId } from '../../../../accounts/user.ts'
import type { UserStore } from '../../../../accounts/user-store.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'

/** Ends every session of an account: one change of its row, however many they are. */
export function revokeUserSessions({
  users,
  callerOf,
  system,
}: {
  users: UserStore
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.revokeUserSessions, Environment> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const revoked = isUserId(id) && (await users.endSessions(id, actOf(c, { callerOf, system })))
    if (!revoked) throw notFound()
    return c.body(null, 204)
  }
}
