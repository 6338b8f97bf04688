import type { Act } from '../events/event.ts'
import { isSessionId, standingAt } from './session.ts'
import type { SessionStore } from './session-store.ts'

/** Ends a session, whosever it is. False where there is none that is alive: what has not happened is not told of. */
export type SessionRevocation = (id: string, act: Act) => Promise<boolean>

export const createSessionRevocation =
  (sessions: SessionStore): SessionRevocation =>
  async (id, act) => {
    // What can be no id is not for the database, which does not take every text.
    const { standing } = isSessionId(id) ? await sessions.findStanding(id) : { standing: undefined }
    if (standing === undefined || standingAt(standing, act.atMs) !== 'alive') return false
    const { userId, clientId } = standing.session
    return sessions.end(id, 'revoked', { type: 'session_revoked', userId, clientId, sessionId: id, ...act })
  }
