import type { routes } from '#generated/routes.ts'
import type { SessionStore } from '../../sessions/session-store.ts'
import type { System } from '../../system.ts'
import { personOf } from '../bearer-authentication.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'

/** Ends the session that the token is of. */
export function logOut({
  sessions,
  originOf,
  system,
}: {
  sessions: SessionStore
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.logOut, Environment> {
  return async (c) => {
    const { sessionId, userId } = personOf(c.var.caller)
    const { address } = originOf(c)
    await sessions.end(sessionId, 'logout', {
      type: 'logout',
      atMs: system.nowMs(),
      userId,
      sessionId,
      clientId: c.var.caller.client_id,
      address,
    })
    return c.body(null, 204)
  }
}
