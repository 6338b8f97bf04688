/**
 * What requests and hashes took, in plain numbers that `/metrics` reads. Counting costs next to nothing, so
 * nothing is made ready for the reader here.
 *
 * @module
 */

/** How long something took. */
export interface Durations {
  /** `buckets[n]` counts what took less than 2ⁿ quarters of a millisecond; the last one counts the rest. */
  buckets: Float64Array
  tookMs: number
}

/** Below 0.25 ms, below 0.5 ms, and so on to 4 s, and the rest. */
const BUCKETS = 16

export const newDurations = (): Durations => ({ buckets: new Float64Array(BUCKETS), tookMs: 0 })

export function addDuration(durations: Durations, tookMs: number): void {
  const bucket = Math.min(32 - Math.clz32(tookMs * 4), BUCKETS - 1)
  durations.buckets[bucket] = durations.buckets[bucket]! + 1
  durations.tookMs += tookMs
}
