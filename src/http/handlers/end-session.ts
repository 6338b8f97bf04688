import type { routes } from '#generated/routes.ts'
import { isSessionId } from '../../sessions/session.ts'
import type { SessionStore } from '../../sessions/session-store.ts'
import type { System } from '../../system.ts'
import { personOf } from '../bearer-authentication.ts'
import type { Environment } from '../environment.ts'
import { notFound } from '../not-found.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'

/** Ends one of the caller's sessions; another's is not found. */
export function endSession({
  sessions,
  originOf,
  system,
}: {
  sessions: SessionStore
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.endSession, Environment> {
  return async (c) => {
    const { session_id: id } = c.req.valid('param')
    const { userId } = personOf(c.var.caller)
    const { address } = originOf(c)
    const event = { type: 'session_revoked', atMs: system.nowMs(), userId, sessionId: id, address } as const
    const ended = isSessionId(id) && (await sessions.endOfUser(id, userId, 'revoked', event))
    if (!ended) throw notFound()
    return c.body(null, 204)
  }
}
