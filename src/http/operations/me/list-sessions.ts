import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import { MAX_LIVE_SESSIONS_PER_USER } from '../../../sessions/session-policy.ts'
import type { SessionStore } from '../../../sessions/session-store.ts'
import type { System } from '../../../system.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { personOf } from '../../request/bearer.ts'
import { dateTime } from '../wire/date-time.ts'

/** The caller's live sessions, the newest use first. */
export function listSessions({
  sessions,
  system,
}: {
  sessions: SessionStore
  system: System
}): OperationHandler<typeof routes.listSessions, Environment> {
  return async (c) => {
    const { userId, sessionId } = personOf(c.var.claims)
    const alive = await sessions.listAlive(userId, system.nowMs(), MAX_LIVE_SESSIONS_PER_USER)
    const body: components['schemas']['SessionList'] = {
      sessions: alive.map((session) => ({
        id: session.id,
        client_id: session.clientId,
        scope: session.scope,
        created_at: dateTime(session.createdAtMs),
        last_used_at: dateTime(session.rotatedAtMs),
        expires_at: dateTime(Math.min(session.idleEndsAtMs, session.endsAtMs)),
        current: session.id === sessionId,
        ...(session.address === null ? {} : { address: session.address }),
        ...(session.device === null ? {} : { device: session.device }),
      })),
    }
    return c.json(body, 200)
  }
}
