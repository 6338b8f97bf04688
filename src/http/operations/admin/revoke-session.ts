import type { routes } from '#generated/routes.ts'
import type { SessionRevocation } from '../../../sessions/session-revocation.ts'
import type { System } from '../../../system.ts'
import type { Environment } from '../../environment.ts'
import { notFound } from '../../not-found.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { actOf } from '../../request/act-of.ts'
import type { CallerOf } from '../../request/caller.ts'

/** Ends a session, whosever it is. */
export function revokeSession({
  sessionRevocation,
  callerOf,
  system,
}: {
  sessionRevocation: SessionRevocation
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.revokeSession, Environment> {
  return async (c) => {
    if (!(await sessionRevocation(c.req.valid('param').session_id, actOf(c, { callerOf, system })))) throw notFound()
    return c.body(null, 204)
  }
}
