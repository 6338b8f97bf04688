import manifest from '#package' with { type: 'json' }
import { newRequestCounts, type RequestCounts } from '../../counts/request-counts.ts'
import type { System } from '../../system.ts'
import type { EventCourier } from '../event-courier.ts'
import { newStorageCounts, type StorageCounts } from '../storage-watch.ts'
import type { SpanCounts } from '../traces/exporter.ts'
import { deliveryFamilies } from './deliveries.ts'
import type { Family } from './family.ts'
import { createHashCounts, type HashCounts } from './hashes.ts'
import { newOutcomeCounts, type OutcomeCounts, outcomeFamilies } from './outcomes.ts'
import { requestFamilies } from './requests.ts'
import { spanFamilies } from './spans.ts'
import { createSessionCount, keyFamilies, type SessionCount } from './state.ts'
import { type PoolUse, storageFamilies } from './storage.ts'

/** Where the parts of a service count. Each part gets only its own member. */
export interface Metrics extends OutcomeCounts {
  requests: RequestCounts
  hashes: HashCounts
  storage: StorageCounts
  sessions: SessionCount
}

export const createMetrics = (system: System): Metrics => ({
  ...newOutcomeCounts(),
  requests: newRequestCounts(),
  hashes: createHashCounts(system),
  storage: newStorageCounts(),
  sessions: createSessionCount(),
})

/** What has a state of its own, which is read when somebody asks for the metrics. */
export interface Readable {
  ring: Parameters<typeof keyFamilies>[0]
  /** Undefined on SQLite. */
  poolUse: (() => PoolUse) | undefined
  /** Undefined without a webhook. */
  deliveries: EventCourier['counts'] | undefined
  /** Undefined if nothing is traced. */
  spans: (() => SpanCounts) | undefined
  system: System
}

/** Returns every metric of Mintmark's own, in the order in which it is shown. */
export function familiesOf(metrics: Metrics, { ring, poolUse, deliveries, spans, system }: Readable): Family[] {
  const build: Family = {
    name: 'mintmark_build_info',
    kind: 'gauge',
    help: 'The version that runs. The value is always 1.',
    labels: ['version'],
    read: () => [{ labels: { version: manifest.version }, value: 1 }],
  }
  return [
    build,
    ...requestFamilies(metrics.requests),
    ...outcomeFamilies(metrics),
    ...metrics.hashes.families,
    ...storageFamilies(metrics.storage, poolUse),
    ...keyFamilies(ring, system),
    ...metrics.sessions.families,
    ...deliveryFamilies(deliveries),
    ...spanFamilies(spans),
  ]
}
