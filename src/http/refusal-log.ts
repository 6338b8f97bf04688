/**
 * How a refusal reads in the log: which check failed, and which user and client it concerns.
 *
 * @module
 */

import type { Context } from 'hono'
import type { Principals, Refusal } from '../errors.ts'
import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'
import type { Environment } from './environment.ts'
import type { Refused } from './server/named-response.ts'
import { UNKNOWN_MEMBER, UNKNOWN_PARAMETER } from './validation-refusals.ts'

/** What the log says of a request that was answered with 500. */
export const DEFECT: Refused = { code: 'defect', reason: 'a defect in Mintmark: the error is in another log line of this request' }

const MAX_REASON_LENGTH = 300

/** Describes a refusal for the log, with the user and the client of the request if they are known. */
export const refusedAs = (refusal: Refusal, c: Context<Environment>): Refused => {
  const { claims, client } = c.var as Partial<typeof c.var>
  const caller = { ...(claims === undefined ? {} : principalsOf(claims)), ...(client === undefined ? {} : { client }) }
  return { code: refusal.code, reason: reasonOf(refusal), ...caller, ...refusal.details.principals }
}

/**
 * Says which check failed. If the refusal has no cause in words, this is the sentence of its answer with
 * the named members.
 */
export function reasonOf({ why, message, details: { errors = [] } }: Refusal): string {
  if (why !== undefined) return why
  const places = errors.map(({ pointer, detail }) => withoutTyped(pointer, detail)).join('; ')
  return (places === '' ? message : `${message} ${places}`).slice(0, MAX_REASON_LENGTH)
}

/**
 * Names a place and what is wrong there. It leaves out names that the client made up, which may be
 * anything.
 */
function withoutTyped(pointer: string, detail: string): string {
  if (detail === UNKNOWN_PARAMETER) return `a name ${detail}`
  return `${pointer} ${detail.startsWith(UNKNOWN_MEMBER) ? UNKNOWN_MEMBER : detail}`.trimStart()
}

/** Returns the ids that an access token names: a user and a client, or a client alone. */
export const principalsOf = ({ sub, sid, client_id: client }: AccessTokenClaims): Principals =>
  sid === undefined ? { client } : { user: sub, client }
