/**
 * What `/metrics` shows, without the package that writes it.
 *
 * The rooms count in plain numbers, such as `RefreshCounts`, and do not know who reads them. This folder
 * makes the numbers at the start, and reads them when somebody asks. To add a metric, count it in its room,
 * add its family here and its row to docs/metrics.md. Every label needs a closed list of values, since each
 * value is a series that Prometheus stores.
 *
 * @module
 */

/** A metric with all its series (OpenMetrics 1.0, MetricFamily). */
export type Family = { name: string; help: string; labels: readonly string[] } & (
  | { kind: 'counter' | 'gauge'; read(): readonly Sample[] }
  | { kind: 'histogram'; read(): readonly Distribution[] }
)

export type Labels = Record<string, string>

export interface Sample {
  labels: Labels
  value: number
}

/** What a histogram has seen, in the unit of its name. */
export interface Distribution {
  labels: Labels
  /** The upper bounds of the buckets, ascending. What is above the last one counts only in `count`. */
  bounds: readonly number[]
  /** How many values were at most the bound of the same index. */
  cumulative: readonly number[]
  count: number
  sum: number
}
