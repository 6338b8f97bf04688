import type { Act, EventType } from '../events/event.ts'
import { standingAt } from './epoch.ts'
import { type EndReason, isSessionId, type Session } from './session.ts'
import type { SessionStore } from './session-store.ts'

/**
 * Ends a session and writes its event.
 *
 * @returns false, without an event, if the session does not exist, is over, or the caller may not end it.
 */
export type SessionRevocation = (id: string, act: Act, mayBeOf?: (session: Session) => boolean) => Promise<boolean>

/** Why a session ended, as its row and its event say. */
interface Ending {
  reason: EndReason
  eventType: EventType
}

const REVOKED: Ending = { reason: 'revoked', eventType: 'session_revoked' }
/** The session's own user ended it. */
export const LOGGED_OUT: Ending = { reason: 'logout', eventType: 'logout' }

export const createSessionRevocation =
  (sessions: SessionStore, { reason, eventType: type }: Ending = REVOKED): SessionRevocation =>
  async (id, act, mayBeOf = () => true) => {
    // Skip the lookup for text that cannot be an id: PostgreSQL rejects some strings, such as those with a
    // NUL.
    const { standing } = isSessionId(id) ? await sessions.findStanding(id) : { standing: undefined }
    if (standing === undefined || !mayBeOf(standing.session) || standingAt(standing, act.atMs) !== 'alive') return false
    const { userId, clientId } = standing.session
    return sessions.end(id, reason, { type, userId, clientId, sessionId: id, ...act })
  }
