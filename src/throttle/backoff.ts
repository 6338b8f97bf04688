/**
 * How long a bucket stays shut after so many failures, as pure rules (NIST SP 800-63B-4 §3.2.2: no more than 100 in a row).
 *
 * @module
 */

/** Failures that cost no waiting. */
export const FREE_FAILURES = 10
const FIRST_DELAY_MS = 30_000
const LONGEST_DELAY_MS = 3_600_000
/** So many in a row, and the bucket stays shut until it is opened. */
export const MAX_FAILURES = 100
/** Later than any time. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER

/** From one address: failures within the window, whatever the accounts. */
export const ADDRESS_FAILURES = 50
export const ADDRESS_WINDOW_MS = 600_000

/** How long an address stays known to an account after a login from there. */
export const KNOWN_FOR_MS = 30 * 24 * 3_600_000

/** How long the bucket of an account stays shut after its `failures`th failure in a row; undefined: until it is opened. */
export function delayMs(failures: number): number | undefined {
  if (failures >= MAX_FAILURES) return undefined
  if (failures < FREE_FAILURES) return 0
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - FREE_FAILURES), LONGEST_DELAY_MS)
}
