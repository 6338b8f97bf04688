/**
 * The rule of reuse and of the grace (RFC 9700 §4.14.2): what one use of a token means for its session. A
 * session has one live counter. A token with the counter before it is a retry within the grace, and reuse
 * afterwards.
 *
 * @module
 */

import type { GrantReason } from '../errors.ts'
import { standingAt } from './epoch.ts'
import type { EndReason, Session, Standing, StandingUser } from './session.ts'

/** How far the clocks of two replicas may differ. */
export const CLOCK_SKEW_MS = 30_000
/** How long a client that repeats its `Idempotency-Key` gets the same successor again. */
export const IDEMPOTENT_FOR_MS = 24 * 3_600_000

/** What a refresh presents: the counter of its token, and whether it repeats an `Idempotency-Key`. */
export interface Presentation {
  counter: number
  /** Whether its key and its token are those of the rotation that made the live counter. */
  repeatsKey: boolean
}

export type Verdict =
  /** The token is live: rotate. */
  | { kind: 'live'; user: StandingUser }
  /** A retry of the last rotation: answer with the same successor, and extend nothing. */
  | { kind: 'retry'; user: StandingUser }
  /**
   * The session must end: the token was used before, or a restored database has not reached its counter yet.
   */
  | { kind: 'end'; because: Extract<EndReason, 'reused' | 'restored'> }
  | { kind: 'dead'; reason: GrantReason }

/**
 * Returns when a session used at `nowMs` goes idle. That may be later than its absolute end; `newSession` and
 * `successorOf` cap it there.
 */
export const idleEnd = ({ idleSeconds }: { idleSeconds: number }, nowMs: number): number => nowMs + idleSeconds * 1000

/**
 * Decides what a presentation means for the session (RFC 9700 §4.14.2). The caller has already checked the
 * client.
 */
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
  // A clock that was set back must not lengthen the grace, so the time since has a lower bound too.
  const retryForMs = repeatsKey ? IDEMPOTENT_FOR_MS : graceMs
  const inGrace = retryForMs > 0 && sinceRotationMs <= retryForMs && sinceRotationMs >= -CLOCK_SKEW_MS
  return counter === session.counter - 1 && inGrace ? { kind: 'retry', user } : { kind: 'end', because: 'reused' }
}

/**
 * Returns the session after a use of its live token at `nowMs`. It differs only in what changes with each
 * rotation.
 *
 * @param idempotencyHmac Null if the request had no `Idempotency-Key`.
 */
export const successorOf = (session: Session, policy: { idleSeconds: number }, nowMs: number, idempotencyHmac: string | null): Session => ({
  ...session,
  counter: session.counter + 1,
  rotatedAtMs: nowMs,
  idleEndsAtMs: Math.min(idleEnd(policy, nowMs), session.endsAtMs),
  idempotencyHmac,
})
