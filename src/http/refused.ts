import type { Context } from 'hono'
import type { ErrorCode, Refusal, Whom } from '../errors.ts'
import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'
import type { Environment } from './environment.ts'
import { UNKNOWN_MEMBER, UNKNOWN_PARAMETER } from './validation-refusal.ts'

/**
 * What the log has of a refusal beside the request: words and ids of ours, and of what was sent no more
 * than the answer repeats.
 */
export interface Refused extends Whom {
  code: ErrorCode | 'defect'
  /** Which of several checks failed, or else the sentence of the answer. */
  reason: string
}

/** Of a request that was answered with 500. */
export const DEFECT: Refused = { code: 'defect', reason: 'a defect of this service, which another line of this request tells' }

const MAX_REASON_LENGTH = 300

/** A refusal as the log tells of it, with whoever is known to have asked. */
export const refusedAs = (refusal: Refusal, c: Context<Environment>): Refused => {
  const { claims, client } = c.var as Partial<typeof c.var>
  const asked = { ...(claims === undefined ? {} : subjectOf(claims)), ...(client === undefined ? {} : { client }) }
  return { code: refusal.code, reason: reasonOf(refusal), ...asked, ...refusal.details.whom }
}

/**
 * Never absent: the sentence of the answer, with the places that it names, says why if there is no more to
 * say.
 */
export function reasonOf({ why, message, details: { errors = [] } }: Refusal): string {
  if (why !== undefined) return why
  const places = errors.map(({ pointer, detail }) => withoutTyped(pointer, detail)).join('; ')
  return (places === '' ? message : `${message} ${places}`).slice(0, MAX_REASON_LENGTH)
}

/** A place and what is wrong there, without the names that a client made up: they may be anything. */
function withoutTyped(pointer: string, detail: string): string {
  if (detail === UNKNOWN_PARAMETER) return `a name ${detail}`
  return `${pointer} ${detail.startsWith(UNKNOWN_MEMBER) ? UNKNOWN_MEMBER : detail}`.trimStart()
}

/** Whom an access token speaks for: a person by a client, or a client alone. */
export const subjectOf = ({ sub, sid, client_id: client }: AccessTokenClaims): Whom =>
  sid === undefined ? { client } : { user: sub, client }
