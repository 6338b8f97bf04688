import { Counter, collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client'
import type { Distribution, Family } from './family.ts'

/** The text of all metrics, in the format that the scraper prefers. */
export interface Exposition {
  text: string
  contentType: string
}

/** prom-client gives these gauges a name that only a counter may have (OpenMetrics 1.0 §5.1). */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/**
 * Creates what writes the metrics as text: those of Mintmark, and those of the process that prom-client
 * knows. Only this file knows that package.
 */
export function createExposition(families: readonly Family[]): (openMetrics: boolean) => Promise<Exposition> {
  const plain = new Registry()
  for (const family of families) register(family, plain)
  collectDefaultMetrics({ register: plain })
  for (const name of MISNAMED) plain.removeSingleMetric(name)

  const open = new Registry<OpenMetricsContentType>()
  open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  // A registry of OpenMetrics renames its counters. So it gets views, and the names of the others stay.
  for (const metric of plain.getMetricsAsArray()) open.registerMetric(Object.create(plain.getSingleMetric(metric.name)!))

  return async (openMetrics) => {
    const registry = openMetrics ? open : plain
    return { text: await registry.metrics(), contentType: registry.contentType }
  }
}

function register(family: Family, registry: Registry): void {
  const { name, help, labels: labelNames } = family
  const registers = [registry]
  if (family.kind === 'histogram') {
    new ReadHistogram(family, registers)
    return
  }
  const { read } = family
  const described = { name, help, labelNames, registers }
  if (family.kind === 'gauge') new Gauge({ ...described, collect: collectGauge })
  else new Counter({ ...described, collect: collectCounter })

  function collectGauge(this: Gauge): void {
    this.reset()
    // Without labels, a reset leaves a 0 that nobody has read.
    if (labelNames.length === 0) this.remove()
    for (const { labels, value } of read()) this.set(labels, value)
  }
  function collectCounter(this: Counter): void {
    this.reset()
    for (const { labels, value } of read()) this.inc(labels, value)
  }
}

type Written = Awaited<ReturnType<Histogram['get']>>

/** A histogram that was counted elsewhere. */
class ReadHistogram extends Histogram {
  readonly read: () => readonly Distribution[]

  constructor({ name, help, labels: labelNames, read }: Extract<Family, { kind: 'histogram' }>, registers: Registry[]) {
    super({ name, help, labelNames, registers })
    this.read = read
  }

  override async get(): Promise<Written> {
    // Every metric of the package has these members, but its types do not say so.
    const { name, help, type, aggregator, collect } = this as unknown as Written
    return { name, help, type, aggregator, collect, values: this.read().flatMap((distribution) => valuesOf(name, distribution)) }
  }

  /** The package asks a histogram by this name. */
  getForPromString(): Promise<Written> {
    return this.get()
  }
}

function valuesOf(name: string, { labels, bounds, cumulative, count, sum }: Distribution): Written['values'] {
  const bucket = (le: string, value: number) => ({ metricName: `${name}_bucket`, labels: { ...labels, le }, value })
  return [
    ...bounds.map((bound, place) => bucket(floatText(bound), cumulative[place]!)),
    bucket('+Inf', count),
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ]
}

/** OpenMetrics writes the bound of a bucket as a float, also if it is whole (§6.2, canonical numbers). */
const floatText = (bound: number): string => (Number.isInteger(bound) ? bound.toFixed(1) : String(bound))
