/**
 * How a refusal reads in the log: which check failed, and of which user and client.
 *
 * @module
 */

import type { Context } from 'hono'
import type { Refusal, Whom } from '../errors.ts'
import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'
import type { Environment } from './environment.ts'
import type { Refused } from './server/named-response.ts'
import { UNKNOWN_MEMBER, UNKNOWN_PARAMETER } from './validation-refusals.ts'

/** Of a request that was answered with 500. */
export const DEFECT: Refused = { code: 'defect', reason: 'a defect of this service, which another line of this request tells' }

const MAX_REASON_LENGTH = 300

/** A refusal for the log, with the user and the client of the request if they are known. */
export const refusedAs = (refusal: Refusal, c: Context<Environment>): Refused => {
  const { claims, client } = c.var as Partial<typeof c.var>
  const caller = { ...(claims === undefined ? {} : subjectOf(claims)), ...(client === undefined ? {} : { client }) }
  return { code: refusal.code, reason: reasonOf(refusal), ...caller, ...refusal.details.whom }
}

/**
 * Which check failed. If the refusal does not say it, the sentence of the answer with the places that it
 * names.
 */
export function reasonOf({ why, message, details: { errors = [] } }: Refusal): string {
  if (why !== undefined) return why
  const places = errors.map(({ pointer, detail }) => withoutTyped(pointer, detail)).join('; ')
  return (places === '' ? message : `${message} ${places}`).slice(0, MAX_REASON_LENGTH)
}

/** A place and what is wrong there, without names that the client made up, which may be anything. */
function withoutTyped(pointer: string, detail: string): string {
  if (detail === UNKNOWN_PARAMETER) return `a name ${detail}`
  return `${pointer} ${detail.startsWith(UNKNOWN_MEMBER) ? UNKNOWN_MEMBER : detail}`.trimStart()
}

/** The subject of an access token: a person through a client, or a client alone. */
export const subjectOf = ({ sub, sid, client_id: client }: AccessTokenClaims): Whom =>
  sid === undefined ? { client } : { user: sub, client }
