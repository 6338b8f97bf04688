/** @param share 0.5 is the median. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)
export const lowest = (values: readonly number[]): number => Math.min(...values)
export const highest = (values: readonly number[]): number => Math.max(...values)
