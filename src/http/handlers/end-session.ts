import type { routes } from '#generated/routes.ts'
import { Refusal } from '../../errors.ts'
import { isSessionId } from '../../sessions/session.ts'
import type { SessionStore } from '../../sessions/session-store.ts'
import type { System } from '../../system.ts'
import { personOf } from '../bearer-authentication.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'

/** Ends one of the caller's sessions; another's is not found. */
export function endSession({
  sessions,
  system,
}: {
  sessions: SessionStore
  system: System
}): OperationHandler<typeof routes.endSession, Environment> {
  return async (c) => {
    const { session_id: id } = c.req.valid('param')
    const { userId } = personOf(c.var.caller)
    const ended = isSessionId(id) && (await sessions.endOfUser(id, userId, 'revoked', system.nowMs()))
    if (!ended) throw new Refusal('not_found', 'Not found')
    return c.body(null, 204)
  }
}
