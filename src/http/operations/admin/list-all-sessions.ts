import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { Session } from '../../../sessions/session.ts'
import type { SessionStore } from '../../../sessions/session-store.ts'
import type { System } from '../../../system.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { dateTime } from '../wire/date-time.ts'
import { cursorOf, pageOf } from '../wire/page.ts'

/** The sessions that are alive, of one user, one client, or all. */
export function listAllSessions({
  sessions,
  system,
}: {
  sessions: SessionStore
  system: System
}): OperationHandler<typeof routes.listAllSessions, Environment> {
  return async (c) => {
    const { limit, after, user_id: userId, client_id: clientId } = c.req.valid('query')
    const found = await sessions.list({ userId, clientId, afterId: cursorOf(after), nowMs: system.nowMs(), limit: limit + 1 })
    const { rows, ...next } = pageOf(found, limit, ({ id }) => id)
    const body: components['schemas']['AdminSessionList'] = { sessions: rows.map(shown), ...next }
    return c.json(body, 200)
  }
}

const shown = (session: Session): components['schemas']['AdminSession'] => ({
  id: session.id,
  user_id: session.userId,
  client_id: session.clientId,
  scope: session.scope,
  created_at: dateTime(session.createdAtMs),
  last_used_at: dateTime(session.rotatedAtMs),
  expires_at: dateTime(Math.min(session.idleEndsAtMs, session.endsAtMs)),
  ...(session.address === null ? {} : { address: session.address }),
  ...(session.device === null ? {} : { device: session.device }),
})
