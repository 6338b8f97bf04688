/**
 * One session, several audiences (RFC 8707): the session keeps an access token for each set of audiences that
 * was asked for.
 *
 * @module
 */

import { claimsOf } from './claims.ts'
import type { Resource, StoredSession, StoredToken } from './token-store.ts'

/** Which access token of a session. */
export interface Target {
  /**
   * The audience that the token must be for (RFC 8707 §2), or several. If absent, it is the audience of the
   * login.
   */
  resource?: Resource | undefined
}

/**
 * Which token a call of the token service itself needs: one that it accepts, or one for it alone. No other
 * service has seen the latter.
 */
export type Own = 'among others' | 'alone'

export type Wanted = Target & { own?: Own | undefined }

/** Where a session stores the wanted token. */
export interface Slot {
  /** Undefined for the session's own token. */
  key: string | undefined
  /** What to ask the service for; undefined for all that the client may address. */
  resource: Resource | undefined
  /** Undefined if there is none yet. */
  token: StoredToken | undefined
}

/** Returns the same text for the same audiences, in any order. */
export const audienceKey = (resource: Resource | undefined): string => JSON.stringify([...new Set([resource ?? []].flat())].sort())

export function slotOf(session: StoredSession, { resource, own }: Wanted): Slot {
  const main: Slot = { key: undefined, resource: session.resource, token: session }
  const claims = claimsOf(session.accessToken)
  if (claims === undefined) return main
  const { aud, iss } = claims
  if (own === 'among others' && aud.includes(iss)) return main
  const wanted = own === undefined ? resource : iss
  if (wanted === undefined) return main
  const key = audienceKey(wanted)
  // The session's own token may be for exactly these, whether the login named them or not.
  if (key === audienceKey(aud) || (session.resource !== undefined && key === audienceKey(session.resource))) return main
  return { key, resource: wanted, token: session.others?.[key] }
}

/** Returns a different text for each wanted token. */
export const audienceOf = ({ resource, own }: Wanted): string => own ?? audienceKey(resource)
