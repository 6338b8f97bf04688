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
   * The audience that the token must be for (RFC 8707 §2), or several. Without it, the audience of the login.
   */
  resource?: Resource | undefined
}

/**
 * For a call of the service itself: a token that it takes, or one for it alone, which no other service has
 * seen.
 */
export type Own = 'among others' | 'alone'

export type Wanted = Target & { own?: Own | undefined }

/** Where a session keeps the wanted token. */
export interface Slot {
  /** Undefined for the session's own token. */
  key: string | undefined
  /** What to ask the service for; undefined for whatever the client may address. */
  resource: Resource | undefined
  /** Undefined if none was asked for yet. */
  token: StoredToken | undefined
}

/** The same for the same audiences, in whatever order they are named. */
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
  // A token for exactly these is not asked for twice, whether the login named them or not.
  if (key === audienceKey(aud) || (session.resource !== undefined && key === audienceKey(session.resource))) return main
  return { key, resource: wanted, token: session.others?.[key] }
}

/** Tells wanted tokens apart. */
export const audienceOf = ({ resource, own }: Wanted): string => own ?? audienceKey(resource)
