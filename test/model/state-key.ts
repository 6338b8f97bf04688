/**
 * A text for each state. Two states that no later step can tell apart have the same one.
 *
 * Times count from the clock of the state, and epochs count only as current or not. A time that lies further
 * back than any rule looks is merged with others like it. The replicas are alike, so their requests are
 * sorted.
 *
 * @module
 */

import type { Session } from '../../src/sessions/session.ts'
import type { Rows } from './rows.ts'
import type { InFlight, Promised, Refresh, World } from './world.ts'

/** The clock can be set back by a minute once. So times up to that beyond a limit still differ. */
const OLD_MS = 24 * 3_600_000 + 2 * 60_000
const OVER_MS = -2 * 60_000

export function keyOf(world: World): string {
  const { nowMs, rows, holds, promised, clockWasSetBack } = world
  const requests = world.inFlight.map((request) => requestKey(request, rows, nowMs)).sort()
  const { user, client, serviceEpoch } = rows
  const flags = `${bit(user.disabledAtMs === null)}${bit(client.enabled)}${user.password}${serviceEpoch}${bit(clockWasSetBack)}`
  const sessions = rows.sessions.map((session, at) => sessionKey(session, rows, nowMs) + owedKey(promised[at]!, nowMs))
  const epochs = user.epoch + client.epoch + serviceEpoch
  return `${epochs}${flags}${holds.one}${holds.two}${holds.thief ?? '-'}|${sessions.join('|')}|${requests.join('|')}`
}

const bit = (is: boolean) => (is ? '1' : '0')
const left = (atMs: number, nowMs: number) => Math.max(OVER_MS, atMs - nowMs) / 1000
const ago = (atMs: number, nowMs: number) => Math.min(OLD_MS, nowMs - atMs) / 1000

/** Three characters tell the few HMACs of a walk apart. */
function sessionKey(session: Session, rows: Rows, nowMs: number): string {
  const { counter, endReason, idempotencyHmac } = session
  const epochs = bit(session.userEpoch === rows.user.epoch) + bit(session.clientEpoch === rows.client.epoch)
  const times = `${ago(session.rotatedAtMs, nowMs)},${left(session.idleEndsAtMs, nowMs)},${left(session.endsAtMs, nowMs)}`
  return `${counter}${endReason?.slice(0, 3) ?? ''}${epochs}${bit(session.serviceEpoch === rows.serviceEpoch)}${idempotencyHmac?.slice(0, 3) ?? ''}${times}`
}

const owedKey = ({ ended, idleEndsAtMs, lastKey }: Promised, nowMs: number) =>
  `;${bit(ended)}${lastKey?.slice(0, 2) ?? ''}${left(idleEndsAtMs, nowMs)}`

function requestKey(request: InFlight, rows: Rows, nowMs: number): string {
  if (request.kind === 'password') return `P${request.from}`
  if (request.kind === 'refresh') return `${request.by}${request.counter}${refreshKey(request, nowMs)}`
  const { user, client, serviceEpoch } = request.read
  const current = bit(user.epoch === rows.user.epoch) + bit(client.epoch === rows.client.epoch) + bit(serviceEpoch === rows.serviceEpoch)
  return `L${current}${bit(request.raced)}`
}

function refreshKey(request: Refresh, nowMs: number): string {
  switch (request.at) {
    case 'rotating':
      return `r${ago(request.nowMs, nowMs)}`
    case 'lost the race':
      return 'l'
    case 'ending':
      return `e${request.because}`
    case 'answering':
      return `a${request.successor}`
  }
}

/** Makes 53 bits of a key. Two of 4 million states share them in one walk of a thousand. */
export function hashOf(key: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 0x100000000 * (high & 0x1fffff) + (low >>> 0)
}
