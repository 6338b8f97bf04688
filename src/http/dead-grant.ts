import { type GrantReason, Refusal } from '../errors.ts'
import type { DeadSession } from '../sessions/session-refresh.ts'

const SENTENCES = {
  refresh_expired: 'The refresh token has expired.',
  refresh_reused: 'The refresh token was used before, so its session has ended.',
  session_revoked: 'The session has ended.',
} satisfies Record<GrantReason, string>

/** The refusal of a token that was sent in a form (RFC 6749 §5.2). */
export const deadGrant = ({ dead }: DeadSession): Refusal =>
  dead === 'unknown'
    ? new Refusal('invalid_grant', 'The refresh token is not good.')
    : new Refusal('invalid_grant', SENTENCES[dead], { reason: dead })

/** The refusal of a token that was sent as Bearer, in the words of the tutorials. */
export const deadBearer = ({ dead, problem = dead }: DeadSession): Refusal =>
  new Refusal('invalid_token', dead === 'refresh_expired' ? 'Token has expired' : 'Invalid token', { cause: problem })
