/**
 * The rules of the lockout (NIST SP 800-63B-4 §3.2.2: no more than 100 failures in a row).
 *
 * Of an account: the first nine failures in a row cost no waiting. The tenth shuts the bucket for 30 seconds,
 * and each failure after it for twice as long, up to an hour. After 100 failures it stays shut until a
 * password is reset, the right password comes from an address that is known, or an operator opens it. Of an
 * address: 50 failures within ten minutes, whatever the accounts, shut it until the ten minutes are over.
 *
 * `data/lockout-sql.ts` is this file in SQL, generated from `throttleRules`, so that one statement counts and
 * decides, and guesses in parallel count.
 *
 * @module
 */

import type { Counted, ThrottleRules } from './throttle-store.ts'

/** The failure that is the first to cost a delay. */
const FREE_FAILURES = 10
const FIRST_DELAY_MS = 30_000
const LONGEST_DELAY_MS = 3_600_000
/** From this many failures in a row on, the bucket of an account stays shut until it is opened. */
export const MAX_FAILURES = 100

/** How long an address stays known to an account after a login from there. */
export const KNOWN_FOR_MS = 30 * 24 * 3_600_000

/** How long the lockout of an account lasts after `failures` in a row; undefined: until it is opened. */
export function delayMs(failures: number): number | undefined {
  if (failures >= MAX_FAILURES) return undefined
  if (failures < FREE_FAILURES) return 0
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - FREE_FAILURES), LONGEST_DELAY_MS)
}

export const throttleRules: ThrottleRules = { delayMs, maxFailures: MAX_FAILURES, addressFailures: 50, addressWindowMs: 600_000 }

/**
 * How long the bucket of an account is still shut at `nowMs`. The count alone says whether it stays shut for
 * good.
 *
 * @returns 0 if it is open, infinity if it stays shut until it is opened.
 */
export const accountShutForMs = ({ failures, opensAtMs }: Pick<Counted, 'failures' | 'opensAtMs'>, nowMs: number): number =>
  shutForMs(opensAtMs, delayMs(failures), nowMs)

/** @returns 0 if the bucket of an address is open at `nowMs`. */
export const addressShutForMs = ({ opensAtMs }: Pick<Counted, 'opensAtMs'>, nowMs: number): number =>
  shutForMs(opensAtMs, throttleRules.addressWindowMs, nowMs)

/**
 * A wait longer than the delay that made it was written by a clock that was ahead. Then nobody knows how much
 * of it is over, and the bucket counts as open: the next failure shuts it by the clock as it is now
 * (REQUIREMENTS F 13).
 */
function shutForMs(opensAtMs: number, longestMs: number | undefined, nowMs: number): number {
  if (longestMs === undefined) return Number.POSITIVE_INFINITY
  const leftMs = opensAtMs - nowMs
  return leftMs > 0 && leftMs <= longestMs ? leftMs : 0
}
