import type { Durations } from '../../counts/durations.ts'
import type { Distribution, Labels } from './family.ts'

/** Returns durations as a histogram in seconds. */
export const secondsOf = ({ buckets, tookMs }: Durations, labels: Labels): Distribution =>
  distributionOf(buckets, (place) => 2 ** place / 4000, tookMs / 1000, labels)

/** @param boundOf The upper bound of a bucket. The last bucket has none. */
export function distributionOf(buckets: Float64Array, boundOf: (place: number) => number, sum: number, labels: Labels): Distribution {
  let count = 0
  const cumulative = Array.from(buckets, (inBucket) => (count += inBucket)).slice(0, -1)
  return { labels, bounds: cumulative.map((_, place) => boundOf(place)), cumulative, count, sum }
}
