import type { routes } from '#generated/routes.ts'
import type { SessionRevocation } from '../../sessions/session-revocation.ts'
import type { System } from '../../system.ts'
import { ownActOf } from '../act-of.ts'
import { personOf } from '../bearer-authentication.ts'
import type { Environment } from '../environment.ts'
import { notFound } from '../not-found.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'

/** Ends one of the caller's sessions; another's is not found. */
export function endSession({
  sessionRevocation,
  originOf,
  system,
}: {
  sessionRevocation: SessionRevocation
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.endSession, Environment> {
  return async (c) => {
    const { userId } = personOf(c.var.caller)
    const isOwn = (session: { userId: string }) => session.userId === userId
    const ended = await sessionRevocation(c.req.valid('param').session_id, ownActOf(c, { originOf, system }), isOwn)
    if (!ended) throw notFound()
    return c.body(null, 204)
  }
}
