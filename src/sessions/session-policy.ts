import { randomId, type System } from '../system.ts'
import type { Session } from './session.ts'

export interface SessionPolicy {
  idleSeconds: number
  maxSeconds: number
  refreshGraceSeconds: number
}

/** Of one user; the sweep ends the least recently used beyond it. */
export const MAX_LIVE_SESSIONS_PER_USER = 100

/** When a session that is used at `nowMs` goes idle. The store bounds it by the absolute end. */
export const idleEnd = (policy: SessionPolicy, nowMs: number): number => nowMs + policy.idleSeconds * 1000

/** A session as it begins. */
export function newSession(
  opened: Pick<Session, 'userId' | 'clientId' | 'scope' | 'userEpoch' | 'clientEpoch' | 'serviceEpoch' | 'address' | 'device'>,
  policy: SessionPolicy,
  system: System,
): Session {
  const nowMs = system.nowMs()
  const endsAtMs = nowMs + policy.maxSeconds * 1000
  return {
    id: randomId(system),
    ...opened,
    counter: 0,
    createdAtMs: nowMs,
    rotatedAtMs: nowMs,
    idleEndsAtMs: Math.min(idleEnd(policy, nowMs), endsAtMs),
    endsAtMs,
    endedAtMs: null,
    endReason: null,
    idempotencyHmac: null,
  }
}
