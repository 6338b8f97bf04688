/**
 * The rules of the lockout (NIST SP 800-63B-4 §3.2.2: no more than 100 failures in a row).
 *
 * An account: the first failures in a row cost no waiting. The tenth shuts the account's bucket for 30
 * seconds. Each further failure doubles that, up to an hour. After 100 failures the bucket stays shut until
 * an operator opens it or the password is reset. The right password from a known address opens it too.
 *
 * An address: 50 failures within ten minutes, against any accounts, shut its bucket until the ten minutes are
 * over. The 10, the 30 seconds and the 50 are settings (`limits.ts`).
 *
 * `data/lockout-sql.ts` has the same rules in SQL, generated from `throttleRules`. So one statement counts
 * and decides, and guesses in parallel are all counted.
 *
 * @module
 */

import type { ThrottleLimits } from './limits.ts'
import type { Counted, ThrottleRules } from './throttle-store.ts'

const LONGEST_DELAY_MS = 3_600_000
/** From this many failures in a row on, the bucket of an account stays shut until it is opened. */
export const MAX_FAILURES = 100

/** How long an address stays known to an account after a login from there. */
export const KNOWN_FOR_MS = 30 * 24 * 3_600_000

const ADDRESS_WINDOW_MS = 600_000

/** Returns the numbers of the lockout under these limits. */
export const throttleRules = ({ failures: free, addressFailures, firstDelayMs }: ThrottleLimits): ThrottleRules => ({
  delayMs(failures) {
    if (failures >= MAX_FAILURES) return undefined
    return failures < free ? 0 : Math.min(firstDelayMs * 2 ** (failures - free), LONGEST_DELAY_MS)
  },
  maxFailures: MAX_FAILURES,
  addressFailures,
  addressWindowMs: ADDRESS_WINDOW_MS,
})

/**
 * Returns how long an account's bucket is still shut at `nowMs`. The count alone decides whether it stays
 * shut for good.
 *
 * @returns 0 if it is open, infinity if it stays shut until it is opened.
 */
export const accountShutForMs = (
  { delayMs }: ThrottleRules,
  { failures, opensAtMs }: Pick<Counted, 'failures' | 'opensAtMs'>,
  nowMs: number,
): number => shutForMs(opensAtMs, delayMs(failures), nowMs)

/** After `MAX_FAILURES` failures, a known address counts as a stranger's again. */
export const isKnown = (known: Counted | undefined, nowMs: number): boolean =>
  known !== undefined && (known.knownUntilMs ?? 0) > nowMs && known.failures < MAX_FAILURES

/** Returns how long an address's bucket is still shut at `nowMs`; 0 if it is open. */
export const addressShutForMs = ({ opensAtMs }: Pick<Counted, 'opensAtMs'>, nowMs: number): number =>
  shutForMs(opensAtMs, ADDRESS_WINDOW_MS, nowMs)

/**
 * A remaining time longer than the whole delay was written by a clock that was ahead. Nobody knows how much
 * of it is over, so the bucket counts as open until the next failure (REQUIREMENTS F 13).
 */
function shutForMs(opensAtMs: number, longestMs: number | undefined, nowMs: number): number {
  if (longestMs === undefined) return Number.POSITIVE_INFINITY
  const leftMs = opensAtMs - nowMs
  return leftMs > 0 && leftMs <= longestMs ? leftMs : 0
}
