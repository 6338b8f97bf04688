import { randomId, type System } from '../system.ts'
import type { Session } from './session.ts'

export interface SessionPolicy {
  idleSeconds: number
  maxSeconds: number
  refreshGraceSeconds: number
}

/** Of one user, of those that can be refreshed; the sweep ends the least recently used beyond it. */
export const MAX_LIVE_SESSIONS_PER_USER = 100

/** When a session that is used at `nowMs` goes idle. The store bounds it by the absolute end. */
export const idleEnd = (policy: SessionPolicy, nowMs: number): number => nowMs + policy.idleSeconds * 1000

type Opened = Pick<Session, 'userId' | 'clientId' | 'scope' | 'userEpoch' | 'clientEpoch' | 'serviceEpoch' | 'address' | 'device'>

/** A session as it begins. */
export function newSession(opened: Opened, policy: SessionPolicy, system: System): Session {
  const nowMs = system.nowMs()
  const endsAtMs = nowMs + policy.maxSeconds * 1000
  return begun({ ...opened, refreshable: true }, { nowMs, idleEndsAtMs: Math.min(idleEnd(policy, nowMs), endsAtMs), endsAtMs }, system)
}

/** A session that nothing can refresh: it ends to the second with its access token, which is made at once. */
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
