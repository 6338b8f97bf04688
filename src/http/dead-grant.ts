import { type GrantReason, Refusal } from '../errors.ts'
import type { DeadGrant } from '../oauth/presented-token.ts'

const SENTENCES = {
  refresh_expired: 'The refresh token has expired.',
  refresh_reused: 'The refresh token was used before, so its session has ended.',
  session_revoked: 'The session has ended.',
} satisfies Record<GrantReason, string>

/** The refusal of a token that was sent in a form (RFC 6749 §5.2). */
export const deadGrant = ({ reason }: DeadGrant): Refusal =>
  reason === 'unknown'
    ? new Refusal('invalid_grant', 'The refresh token is not good.')
    : new Refusal('invalid_grant', SENTENCES[reason], { reason })

/** The refusal of a token that was sent as Bearer, in the words of the tutorials. */
export const deadBearer = ({ reason, problem = reason }: DeadGrant): Refusal =>
  new Refusal('invalid_token', reason === 'refresh_expired' ? 'Token has expired' : 'Invalid token', { cause: problem })
