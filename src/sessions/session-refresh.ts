import { type GrantReason, unavailable } from '../errors.ts'
import type { System } from '../system.ts'
import type { IdempotencyKeys } from './idempotency-key.ts'
import { judge } from './rotation.ts'
import type { Session, StandingUser } from './session.ts'
import { idleEnd, type SessionPolicy } from './session-policy.ts'
import type { SessionStore } from './session-store.ts'

/** What is presented to go on with a session: a refresh token, or an access token in its place. */
export interface Presented<T, C> {
  sessionId: string
  counter: number
  /** Whoever presents it, once its session is known; undefined for one that it is not of. */
  clientOf: (session: Session) => C | undefined | Promise<C | undefined>
  /** Of an access token that stands in for the refresh token. */
  jti?: string | undefined
  /** What the client sends again with every retry of this request. */
  idempotencyKey?: string | undefined
  /** Where it comes from, for the audit trail. */
  address: string
  /** What will be granted. Called before anything is written; where it throws, the token is not spent. */
  grant: (session: Session, user: StandingUser, client: C) => T
}

/** `unknown`: it was never good, or it is another client's, or an access token that is dead or may not stand here. Which of them is not told. */
export interface DeadSession {
  dead: GrantReason | 'unknown'
  /** For the log, if more is known. */
  problem?: string
}

export type SessionRefresh = <T, C>(
  presented: Presented<T, C>,
) => Promise<{ session: Session; user: StandingUser; granted: T } | DeadSession>

/** A racer that lost reads what the winner wrote; more rounds than this mean that the row moves under us for no reason we know. */
const MAX_ROUNDS = 3

/**
 * Refuse, then decide: a read refuses without writing; one guarded UPDATE decides. Of any number of racers on any number of replicas one moves the counter, and
 * the others, inside the grace, are answered with the same successor; so is whoever repeats the `Idempotency-Key`. Checked in this order: client, ends, reuse, scope.
 */
export function createSessionRefresh({
  sessions,
  idempotencyKeys,
  policy,
  system,
}: {
  sessions: SessionStore
  idempotencyKeys: IdempotencyKeys
  policy: SessionPolicy
  system: System
}): SessionRefresh {
  return async ({ sessionId, counter, clientOf, jti, idempotencyKey, address, grant }) => {
    const spent = { sessionId, counter, jti }
    const idempotencyHmac = idempotencyKey === undefined ? null : idempotencyKeys.hmacOf(idempotencyKey, spent)
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { standing } = await sessions.findStanding(sessionId)
      // A row is swept only after its absolute end.
      if (standing === undefined) return { dead: 'refresh_expired' }
      const { session } = standing
      const client = await clientOf(session)
      if (client === undefined) return { dead: 'unknown' }
      const nowMs = system.nowMs()
      const repeatsKey = idempotencyKeys.matches(session.idempotencyHmac, idempotencyKey, spent)
      const verdict = judge(standing, { counter, repeatsKey }, nowMs, policy.refreshGraceSeconds * 1000)
      if (verdict.kind === 'dead') return { dead: verdict.reason }
      if (verdict.kind === 'end') {
        // Committed although the answer is a refusal (RFC 9700 §4.14.2).
        const type = verdict.because === 'reused' ? 'refresh_reused' : 'session_restored'
        await sessions.end(sessionId, verdict.because, {
          type,
          atMs: nowMs,
          userId: session.userId,
          clientId: session.clientId,
          sessionId,
          address,
        })
        return { dead: verdict.because === 'reused' ? 'refresh_reused' : 'session_revoked' }
      }
      const granted = grant(session, verdict.user, client)
      if (verdict.kind === 'retry') return { session, user: verdict.user, granted }
      const rotated = await sessions.rotate({ id: sessionId, counter, nowMs, idleEndsAtMs: idleEnd(policy, nowMs), idempotencyHmac })
      if (rotated !== undefined) return { session: rotated, user: verdict.user, granted }
    }
    throw unavailable('The session is being changed. Try again.')
  }
}
