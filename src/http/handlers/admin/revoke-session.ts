import type { routes } from '#generated/routes.ts'
import type { SessionRevocation } from '../../../sessions/session-revocation.ts'
import type { System } from '../../../system.ts'
import { actOf } from '../../act-of.ts'
import type { Environment } from '../../environment.ts'
import { notFound } from '../../not-found.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { OriginOf } from '../../origin.ts'

/** Ends a session, whosever it is. */
export function revokeSession({
  sessionRevocation,
  originOf,
  system,
}: {
  sessionRevocation: SessionRevocation
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.revokeSession, Environment> {
  return async (c) => {
    if (!(await sessionRevocation(c.req.valid('param').session_id, actOf(c, { originOf, system })))) throw notFound()
    return c.body(null, 204)
  }
}
