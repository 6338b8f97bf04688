import type { routes } from '#generated/routes.ts'
import type { SessionRevocation } from '../../../sessions/session-revocation.ts'
import type { System } from '../../../system.ts'
import type { Environment } from '../../environment.ts'
import { notFound } from '../../not-found.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { ownActOf } from '../../request/act-of.ts'
import { personOf } from '../../request/bearer.ts'
import type { CallerOf } from '../../request/caller.ts'

/** Ends one of the caller's sessions; another's is not found. */
export function endSession({
  sessionRevocation,
  callerOf,
  system,
}: {
  sessionRevocation: SessionRevocation
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.endSession, Environment> {
  return async (c) => {
    const { userId } = personOf(c.var.claims)
    const isOwn = (session: { userId: string }) => session.userId === userId
    const ended = await sessionRevocation(c.req.valid('param').session_id, ownActOf(c, { callerOf, system }), isOwn)
    if (!ended) throw notFound()
    return c.body(null, 204)
  }
}
