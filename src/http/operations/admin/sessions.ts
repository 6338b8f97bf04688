import type { components } from '#generated/openapi.d.ts'
import type { Session } from '../../../sessions/session.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { notFound } from '../../refusals.ts'
import { cursorOf, pageOf } from '../wire/page.ts'
import { placeView, sessionView } from '../wire/views.ts'

/** Lists the live sessions of one user, of one client, or of all. */
export function listAllSessions({ sessions, system }: Parts): Operation<'listAllSessions'> {
  return async (c) => {
    const { limit, after, user_id: userId, client_id: clientId } = c.req.valid('query')
    const filter = { userId, clientId, afterId: cursorOf(after), nowMs: system.nowMs() }
    const { rows, ...next } = pageOf(await sessions.store.list({ ...filter, limit: limit + 1 }), limit, ({ id }) => id)
    const body: components['schemas']['AdminSessionList'] = { sessions: rows.map(adminSessionView), ...next }
    return c.json(body, 200)
  }
}

function adminSessionView(session: Session): components['schemas']['AdminSession'] {
  const { id, ...view } = sessionView(session)
  return { id, user_id: session.userId, ...view, ...placeView(session) }
}

/** Ends a session of any user. */
export function revokeSession({ sessions, caller }: Parts): Operation<'revokeSession'> {
  return async (c) => {
    if (!(await sessions.revoke(c.req.valid('param').session_id, caller.actOf(c)))) throw notFound()
    return c.body(null, 204)
  }
}
