/**
 * All steps that the model can take in a state. The clock, a crash and a lost answer are steps like others.
 *
 * @module
 */

import type { Verdict } from '../../src/sessions/rotation.ts'
import { begin, intrude, proceed } from './refresh-steps.ts'
import type { Rows } from './rows.ts'
import type { Rules } from './rules.ts'
import {
  HOLDERS,
  type Holder,
  type InFlight,
  isOver,
  opened,
  type Promised,
  promisedAt,
  REPLICAS,
  type Refresh,
  type World,
} from './world.ts'

/** What a step did that the rows alone do not show. */
export type Found =
  | { kind: 'judged'; asked: Asked; verdict: Verdict }
  | { kind: 'rotated'; asked: Asked }
  | { kind: 'answered'; asked: Asked; successor: number }
  | { kind: 'reuse' }
  | { kind: 'intruded'; passed: boolean }

type Asked = Pick<Refresh, 'by' | 'counter' | 'key'>

export interface Move {
  text: string
  next: World
  found?: Found
}

const SECOND_MS = 1000
const DAY_MS = 86_400 * SECOND_MS

/** Within the grace; after it; after the time of an `Idempotency-Key`. A few of the last reach both ends. */
const CLOCK: readonly [text: string, ms: number][] = [
  ['6 seconds pass', 6 * SECOND_MS],
  ['11 seconds pass', 11 * SECOND_MS],
  ['a day and a minute pass', DAY_MS + 60 * SECOND_MS],
]
const BACK_MS = 60 * SECOND_MS
/** Enough acts for any race of two of them, and no more, so that the walk reaches further. */
const MAX_EPOCHS = 2

export function stepsFrom(rules: Rules, world: World): Move[] {
  return [
    ...newRequests(rules, world),
    ...world.inFlight.flatMap((request, index) => inFlightSteps(rules, world, request, index)),
    ...acts(rules, world),
  ]
}

/** A holder waits for an answer, or loses it, before it asks again. */
function newRequests(rules: Rules, world: World): Move[] {
  const { holds, inFlight, rows, promised, nowMs } = world
  if (inFlight.length === REPLICAS) return []
  const begun = (request: InFlight): World => ({ ...world, inFlight: [...inFlight, request] })
  const waits = (by: Holder) => inFlight.some((request) => request.kind === 'refresh' && request.by === by)
  const moves = HOLDERS.filter((by) => holds[by] !== undefined && !waits(by)).map((by) => begin(rules, world, by))
  const has = (kind: InFlight['kind']) => inFlight.some((request) => request.kind === kind)
  const enabled = rows.user.disabledAtMs === null && rows.client.enabled
  if (enabled && rows.sessions.length === 1 && !has('login')) {
    moves.push({ text: 'a log-in reads the epochs', next: begun({ kind: 'login', read: rows, raced: false }) })
  }
  if (!isOver(promised[0]!, nowMs) && rows.user.password === 0 && !has('password')) {
    moves.push({ text: 'session 0 begins to change the password', next: begun({ kind: 'password', from: rows.user.password }) })
  }
  return moves
}

function inFlightSteps(rules: Rules, world: World, request: InFlight, index: number): Move[] {
  const inFlight = world.inFlight.filter((_, at) => at !== index)
  const who = request.kind === 'refresh' ? `what ${request.by} asked` : `the ${request.kind}`
  const lost = { text: `a crash loses ${who}`, next: { ...world, inFlight } }
  if (request.kind === 'refresh') return [proceed(rules, lost.next, request), lost]
  if (request.kind === 'login') {
    const rows = opened(rules, world, request.read)
    const promised = [...world.promised, { ...promisedAt(world.nowMs), ended: request.raced }]
    return [{ text: 'the log-in opens session 1', next: { ...world, inFlight, rows, promised } }, lost]
  }
  const rows = rules.statements.changePassword(world.rows, { from: request.from, keeps: 0 })
  const next = { ...world, inFlight, rows }
  if (world.rows.user.password !== request.from) return [{ text: 'the password is not changed again', next }, lost]
  return [{ text: 'the password is changed', next: endedAll(next, { keeps: 0 }) }, lost]
}

/** What the service owes after an act that ends all sessions except the one that it keeps. */
function endedAll(world: World, { keeps }: { keeps?: number } = {}): World {
  const promised = world.promised.map((of: Promised, at) => (at === keeps ? of : { ...of, ended: true }))
  const inFlight = world.inFlight.map((request) => (request.kind === 'login' ? { ...request, raced: true } : request))
  return { ...world, promised, inFlight }
}

/** Acts of one statement. Each is done before its answer, so they need no step of their own for that. */
function acts(rules: Rules, world: World): Move[] {
  const { rows, nowMs, holds, promised } = world
  const { statements } = rules
  const mayEndAll = rows.user.epoch + rows.client.epoch + rows.serviceEpoch < MAX_EPOCHS
  const wrote = (changed: Rows): World => ({ ...world, rows: changed })
  const moves: Move[] = CLOCK.map(([text, ms]) => ({ text, next: { ...world, nowMs: nowMs + ms } }))
  if (!world.clockWasSetBack) {
    moves.push({ text: 'the clock is set back by a minute', next: { ...world, nowMs: nowMs - BACK_MS, clockWasSetBack: true } })
  }
  if (holds.thief === undefined) moves.push({ text: 'the thief copies a token', next: { ...world, holds: { ...holds, thief: holds.one } } })
  moves.push(...HOLDERS.filter((by) => holds[by] !== undefined).map((by) => intrude(rules, world, { otherClientWith: by })))
  moves.push(intrude(rules, world, { forger: true }))
  if (!isOver(promised[0]!, nowMs)) {
    const ended = promised.map((of, at) => (at === 0 ? { ...of, ended: true } : of))
    moves.push({ text: 'session 0 logs out', next: { ...wrote(statements.end(rows, 0, 'logout', nowMs)), promised: ended } })
  }
  if (rows.user.disabledAtMs !== null) moves.push({ text: 'the user is enabled', next: wrote(statements.enableUser(rows)) })
  if (!rows.client.enabled) moves.push({ text: 'the client is enabled', next: wrote(statements.enableClient(rows)) })
  return mayEndAll ? [...moves, ...actsThatEndAll(rules, world)] : moves
}

/** Each raises an epoch. */
function actsThatEndAll({ statements }: Rules, world: World): Move[] {
  const { rows, nowMs } = world
  const ending = (text: string, changed: Rows): Move => ({ text, next: endedAll({ ...world, rows: changed }) })
  return [
    ...(rows.user.disabledAtMs === null ? [ending('the user is disabled', statements.disableUser(rows, nowMs))] : []),
    ...(rows.client.enabled ? [ending('the client is disabled', statements.disableClient(rows))] : []),
    ...(rows.user.password === 0 ? [ending('a one-time secret sets a password', statements.changePassword(rows, { from: 0 }))] : []),
    ...(rows.serviceEpoch === 0 ? [ending('restore-epoch', statements.raiseServiceEpoch(rows))] : []),
  ]
}
