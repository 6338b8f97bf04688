import type { Distribution, Labels } from './family.ts'

/** Below 0.25 ms, below 0.5 ms, and so on to 4 s, and the rest. */
const DURATION_BUCKETS = 16

/** How long something took, in plain numbers. The place of a bucket is `32 - Math.clz32(tookMs * 4)`. */
export interface Durations {
  /** `buckets[n]` counts what took less than 2ⁿ quarters of a millisecond; the last one counts the rest. */
  buckets: Float64Array
  tookMs: number
}

export const newDurations = (): Durations => ({ buckets: new Float64Array(DURATION_BUCKETS), tookMs: 0 })

/** Returns durations as a histogram in seconds. */
export const secondsOf = ({ buckets, tookMs }: Durations, labels: Labels): Distribution =>
  distributionOf(buckets, (place) => 2 ** place / 4000, tookMs / 1000, labels)

/** @param boundOf The upper bound of a bucket. The last bucket has none. */
export function distributionOf(buckets: Float64Array, boundOf: (place: number) => number, sum: number, labels: Labels): Distribution {
  let count = 0
  const cumulative = Array.from(buckets, (inBucket) => (count += inBucket)).slice(0, -1)
  return { labels, bounds: cumulative.map((_, place) => boundOf(place)), cumulative, count, sum }
}
