/**
 * What must hold after every step (docs/design/sessions.md). An invariant compares the rows and the answers
 * with what the service owes, which `world.ts` computes without the rules.
 *
 * @module
 */

import { CLOCK_SKEW_MS } from '../../src/sessions/rotation.ts'
import { standingOf } from './rows.ts'
import { POLICY, type Rules } from './rules.ts'
import type { Found, Move } from './steps.ts'
import { isOver, type World } from './world.ts'

export const INVARIANTS = {
  lineage: 'one lineage: a token has one successor',
  ended: 'nothing that ended lives again',
  kept: 'an acknowledged answer is not taken back',
  stranger: "a stranger's request changes nothing",
  retry: 'a retry within the grace gets the same successor',
  extends: 'only a rotation moves the idle end',
  absolute: 'nothing moves the absolute end',
  reuse: 'a token that was used before ends the session',
} as const

export type Invariant = keyof typeof INVARIANTS

const IDEMPOTENT_MS = 24 * 3_600_000

/** Returns the invariants that a step breaks. */
export function brokenBy(rules: Rules, before: World, { next, found }: Move): Invariant[] {
  return [...brokenByRows(before, next), ...brokenByAlive(rules, next), ...(found === undefined ? [] : brokenByFound(before, next, found))]
}

/** Compares the rows before and after. */
function brokenByRows(before: World, after: World): Invariant[] {
  if (before.rows === after.rows) return []
  const broken: Invariant[] = []
  for (const [index, was] of before.rows.sessions.entries()) {
    const is = after.rows.sessions[index]!
    const owed = before.promised[index]!
    const sameCounter = is.counter === was.counter
    if (!sameCounter && is.counter !== was.counter + 1) broken.push('lineage')
    if (owed.ended && !sameCounter) broken.push('ended')
    if (was.endedAtMs !== null && (is.endedAtMs !== was.endedAtMs || is.endReason !== was.endReason)) broken.push('ended')
    if (sameCounter && (is.idleEndsAtMs !== was.idleEndsAtMs || is.rotatedAtMs !== was.rotatedAtMs)) broken.push('extends')
    if (is.endsAtMs !== owed.endsAtMs || is.idleEndsAtMs > owed.endsAtMs) broken.push('absolute')
  }
  return broken
}

/** Compares what every request asks, whether a session is alive, with what is owed to it. */
function brokenByAlive(rules: Rules, { rows, promised, nowMs, holds }: World): Invariant[] {
  const broken: Invariant[] = []
  for (const [index, owed] of promised.entries()) {
    const alive = rules.standingAt(standingOf(rows, index), nowMs) === 'alive'
    if (alive && isOver(owed, nowMs)) broken.push('ended')
    if (!alive && !isOver(owed, nowMs)) broken.push('kept')
  }
  const acknowledged = Math.max(holds.one ?? 0, holds.two ?? 0, holds.thief ?? 0)
  if (rows.sessions[0]!.counter < acknowledged) broken.push('kept')
  return broken
}

function brokenByFound(before: World, after: World, found: Found): Invariant[] {
  const session = after.rows.sessions[0]!
  switch (found.kind) {
    case 'intruded':
      return found.passed || after.rows !== before.rows ? ['stranger'] : []
    case 'rotated':
      return found.asked.counter === before.rows.sessions[0]!.counter ? [] : ['lineage']
    case 'answered':
      return found.successor === found.asked.counter + 1 ? [] : ['lineage']
    case 'reuse':
      return session.endedAtMs === null ? ['reuse'] : []
    case 'judged':
      return brokenByVerdict(before, found)
  }
}

/** Compares a verdict with what is owed to the session, in the words of RFC 9700 §4.14.2. */
function brokenByVerdict({ promised, rows, nowMs }: World, { asked, verdict }: Extract<Found, { kind: 'judged' }>): Invariant[] {
  const owed = promised[0]!
  const session = rows.sessions[0]!
  const accepted = verdict.kind === 'live' || verdict.kind === 'retry'
  if (isOver(owed, nowMs)) return accepted ? ['ended'] : []
  if (asked.counter === session.counter) return verdict.kind === 'live' ? [] : ['kept']
  const sinceMs = nowMs - session.rotatedAtMs
  const limitMs = asked.key !== undefined && asked.key === owed.lastKey ? IDEMPOTENT_MS : POLICY.refreshGraceSeconds * 1000
  const mayRetry = asked.counter === session.counter - 1 && sinceMs <= limitMs && sinceMs >= -CLOCK_SKEW_MS
  if (mayRetry) return verdict.kind === 'retry' ? [] : ['retry']
  return accepted ? ['reuse'] : []
}
