/**
 * The rule of reuse and of the grace (RFC 9700 §4.14.2): what one use of a token means for its session. A
 * session has one live counter; a use of the one before it is a retry within the grace, and reuse after it.
 *
 * @module
 */

import type { GrantReason } from '../errors.ts'
import { standingAt } from './epoch.ts'
import type { EndReason, Standing, StandingUser } from './session.ts'

/** How far the clocks of two replicas may differ. */
export const CLOCK_SKEW_MS = 30_000
/** How long a rotation is repeated for a client that sends its `Idempotency-Key` again. */
const IDEMPOTENT_FOR_MS = 24 * 3_600_000

/** What is presented to go on with a session: the counter of a token, and perhaps a key. */
export interface Presentation {
  counter: number
  /** Whether it came with the key, and by the token, of the rotation that made the live one. */
  repeatsKey: boolean
}

export type Verdict =
  /** It is the live one: rotate. */
  | { kind: 'live'; user: StandingUser }
  /** A retry of the rotation that made the live one: answer with the same successor, extend nothing. */
  | { kind: 'retry'; user: StandingUser }
  /**
   * The session must end: the token was used before, or is one that this database has not seen yet because it
   * was restored.
   */
  | { kind: 'end'; because: Extract<EndReason, 'reused' | 'restored'> }
  | { kind: 'dead'; reason: GrantReason }

/** When a session that is used at `nowMs` goes idle. The store bounds it by the absolute end. */
export const idleEnd = ({ idleSeconds }: { idleSeconds: number }, nowMs: number): number => nowMs + idleSeconds * 1000

/** What a presentation means for the session (RFC 9700 §4.14.2). The caller has checked the client. */
export function judge(standing: Standing, { counter, repeatsKey }: Presentation, nowMs: number, graceMs: number): Verdict {
  const { session, user } = standing
  const state = standingAt(standing, nowMs)
  if (state === 'expired') return { kind: 'dead', reason: 'refresh_expired' }
  if (state === 'revoked' || user === undefined) {
    return { kind: 'dead', reason: session.endReason === 'reused' ? 'refresh_reused' : 'session_revoked' }
  }
  if (counter === session.counter) return { kind: 'live', user }
  if (counter > session.counter) return { kind: 'end', because: 'restored' }
  const sinceRotationMs = nowMs - session.rotatedAtMs
  // A clock that was set back must not make the grace longer, so the time since is bounded below as well.
  const retryForMs = repeatsKey ? IDEMPOTENT_FOR_MS : graceMs
  const inGrace = retryForMs > 0 && sinceRotationMs <= retryForMs && sinceRotationMs >= -CLOCK_SKEW_MS
  return counter === session.counter - 1 && inGrace ? { kind: 'retry', user } : { kind: 'end', because: 'reused' }
}
