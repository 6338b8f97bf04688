import type { Act, EventType } from '../events/event.ts'
import { type EndReason, isSessionId, type Session, standingAt } from './session.ts'
import type { SessionStore } from './session-store.ts'

/**
 * Ends a session, and tells of it. False where there is none that is alive, or none that whoever ends it may end: what has not happened is not told of.
 *
 * @param mayBeOf Whether it is one of theirs; without it, whosever it is.
 */
export type SessionRevocation = (id: string, act: Act, mayBeOf?: (session: Session) => boolean) => Promise<boolean>

/** What is kept and told of a session that was ended; without it, that it was revoked. */
interface Ending {
  reason: EndReason
  eventType: EventType
}

const REVOKED: Ending = { reason: 'revoked', eventType: 'session_revoked' }
/** By whoever was using it. */
export const LOGGED_OUT: Ending = { reason: 'logout', eventType: 'logout' }

export const createSessionRevocation =
  (sessions: SessionStore, { reason, eventType: type }: Ending = REVOKED): SessionRevocation =>
  async (id, act, mayBeOf = () => true) => {
    // What can be no id is not for the database, which does not take every text.
    const { standing } = isSessionId(id) ? await sessions.findStanding(id) : { standing: undefined }
    if (standing === undefined || !mayBeOf(standing.session) || standingAt(standing, act.atMs) !== 'alive') return false
    const { userId, clientId } = standing.session
    return sessions.end(id, reason, { type, userId, clientId, sessionId: id, ...act })
  }
