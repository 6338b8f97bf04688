import type { Context } from 'hono'
import type { ErrorCode, Refusal, Whom } from '../errors.ts'
import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'
import type { Environment } from './environment.ts'

/** What the log has of a refusal beside the request: words and ids of ours, never what was sent. */
export interface Refused extends Whom {
  code: ErrorCode
  /** Which of several checks failed, which the answer may not tell; else the sentence of the answer. */
  reason: string
}

/** A refusal as the log tells of it, with whoever is known to have asked. */
export const refusedAs = (refusal: Refusal, c: Context<Environment>): Refused => {
  const { caller, client } = c.var as Partial<typeof c.var>
  const asked = { ...(caller === undefined ? {} : subjectOf(caller)), ...(client === undefined ? {} : { client }) }
  return { code: refusal.code, reason: refusal.why ?? refusal.message, ...asked, ...refusal.details.whom }
}

/** Whom an access token speaks for: a person by a client, or a client alone. */
export const subjectOf = ({ sub, sid, client_id: client }: AccessTokenClaims): Whom =>
  sid === undefined ? { client } : { user: sub, client }
