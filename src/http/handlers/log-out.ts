import type { routes } from '#generated/routes.ts'
import type { SessionStore } from '../../sessions/session-store.ts'
import type { System } from '../../system.ts'
import { personOf } from '../bearer-authentication.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'

/** Ends the session that the token is of. */
export function logOut({
  sessions,
  system,
}: {
  sessions: SessionStore
  system: System
}): OperationHandler<typeof routes.logOut, Environment> {
  return async (c) => {
    await sessions.end(personOf(c.var.caller).sessionId, 'logout', system.nowMs())
    return c.body(null, 204)
  }
}
