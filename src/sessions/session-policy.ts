import { randomId, type System } from '../system.ts'
import { idleEnd } from './rotation.ts'
import type { Session } from './session.ts'

export interface SessionPolicy {
  idleSeconds: number
  maxSeconds: number
  refreshGraceSeconds: number
}

/**
 * How many sessions that can be refreshed a user may have. Beyond it, the sweep ends the least recently used
 * ones.
 */
export const MAX_LIVE_SESSIONS_PER_USER = 100

type Opened = Pick<Session, 'userId' | 'clientId' | 'scope' | 'userEpoch' | 'clientEpoch' | 'serviceEpoch' | 'address' | 'device'>

/** Creates a session that can be refreshed. */
export function newSession(opened: Opened, policy: SessionPolicy, system: System): Session {
  const nowMs = system.nowMs()
  const endsAtMs = nowMs + policy.maxSeconds * 1000
  return begun({ ...opened, refreshable: true }, { nowMs, idleEndsAtMs: Math.min(idleEnd(policy, nowMs), endsAtMs), endsAtMs }, system)
}

/**
 * Creates a session that cannot be refreshed. It ends in the same second as its access token, which must be
 * issued at once.
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
