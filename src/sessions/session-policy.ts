import { randomId, type System } from '../system.ts'
import { idleEnd } from './rotation.ts'
import type { Session } from './session.ts'

export interface SessionPolicy {
  idleSeconds: number
  maxSeconds: number
  refreshGraceSeconds: number
}

/**
 * How many sessions that can be refreshed a user may have; the sweep ends the least recently used beyond it.
 */
export const MAX_LIVE_SESSIONS_PER_USER = 100

type Opened = Pick<Session, 'userId' | 'clientId' | 'scope' | 'userEpoch' | 'clientEpoch' | 'serviceEpoch' | 'address' | 'device'>

/** A session as it begins. */
export function newSession(opened: Opened, policy: SessionPolicy, system: System): Session {
  const nowMs = system.nowMs()
  const endsAtMs = nowMs + policy.maxSeconds * 1000
  return begun({ ...opened, refreshable: true }, { nowMs, idleEndsAtMs: Math.min(idleEnd(policy, nowMs), endsAtMs), endsAtMs }, system)
}

/**
 * A session that cannot be refreshed: it ends in the same second as its access token, which is made at once.
 */
export function sessionOfOneToken(
  opened: Opened,
  { maxSeconds }: Pick<SessionPolicy, 'maxSeconds'>,
  tokenSeconds: number,
  system: System,
): Session {
  const nowMs = system.nowMs()
  const endsAtMs = (Math.floor(nowMs / 1000) + Math.min(tokenSeconds, maxSeconds)) * 1000
  return begun({ ...opened, refreshable: false }, { nowMs, idleEndsAtMs: endsAtMs, endsAtMs }, system)
}

function begun(
  opened: Opened & Pick<Session, 'refreshable'>,
  { nowMs, ...ends }: Pick<Session, 'idleEndsAtMs' | 'endsAtMs'> & { nowMs: number },
  system: System,
): Session {
  return {
    id: randomId(system),
    ...opened,
    counter: 0,
    createdAtMs: nowMs,
    rotatedAtMs: nowMs,
    ...ends,
    endedAtMs: null,
    endReason: null,
    idempotencyHmac: null,
  }
}
