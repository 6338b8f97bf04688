/**
 * How long a bucket stays shut after so many failures, as pure rules (NIST SP 800-63B-4 §3.2.2: no more than 100 in a row).
 * A store applies them in one statement, so that guesses in parallel count: `data/lockout-sql.ts` is this file in SQL.
 *
 * @module
 */

import type { Counted, ThrottleRules } from './throttle-store.ts'

/** Failures that cost no waiting. */
const FREE_FAILURES = 10
const FIRST_DELAY_MS = 30_000
const LONGEST_DELAY_MS = 3_600_000
/** So many in a row, and the bucket stays shut until it is opened. */
export const MAX_FAILURES = 100

/** How long an address stays known to an account after a login from there. */
export const KNOWN_FOR_MS = 30 * 24 * 3_600_000

export function delayMs(failures: number): number | undefined {
  if (failures >= MAX_FAILURES) return undefined
  if (failures < FREE_FAILURES) return 0
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - FREE_FAILURES), LONGEST_DELAY_MS)
}

export const throttleRules: ThrottleRules = { delayMs, maxFailures: MAX_FAILURES, addressFailures: 50, addressWindowMs: 600_000 }

/**
 * How long the bucket of an account is still shut at `nowMs`. Its count alone says whether it stays shut for good.
 *
 * @returns 0 if it is open, infinity if it stays shut until it is opened.
 */
export const accountShutForMs = ({ failures, opensAtMs }: Pick<Counted, 'failures' | 'opensAtMs'>, nowMs: number): number =>
  shutForMs(opensAtMs, delayMs(failures), nowMs)

/** @returns 0 if the bucket of an address is open at `nowMs`. */
export const addressShutForMs = ({ opensAtMs }: Pick<Counted, 'opensAtMs'>, nowMs: number): number =>
  shutForMs(opensAtMs, throttleRules.addressWindowMs, nowMs)

/**
 * A wait longer than the delay that made it was written by a clock that was ahead. Then nobody knows how much of it is over, and the bucket counts as open:
 * the next failure shuts it by the clock as it is now (REQUIREMENTS F 13).
 */
function shutForMs(opensAtMs: number, longestMs: number | undefined, nowMs: number): number {
  if (longestMs === undefined) return Number.POSITIVE_INFINITY
  const leftMs = opensAtMs - nowMs
  return leftMs > 0 && leftMs <= longestMs ? leftMs : 0
}
