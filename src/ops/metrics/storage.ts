import type { StorageCounts } from '../storage-watch.ts'
import type { Family } from './family.ts'
import { distributionOf, secondsOf } from './histograms.ts'

/** Connections to PostgreSQL. */
export interface PoolUse {
  open: number
  idle: number
  /** Requests that wait for a connection. */
  waiting: number
}

/** @param poolUse Undefined on SQLite, which has no pool but groups of writes. */
export const storageFamilies = (counts: StorageCounts, poolUse: (() => PoolUse) | undefined): readonly Family[] => [
  {
    name: 'mintmark_database_duration_seconds',
    kind: 'histogram',
    help: 'Time that a call to the database takes, with its wait for a commit or a lock.',
    labels: ['use'],
    read: () => Object.entries(counts.durations).map(([use, durations]) => secondsOf(durations, { use })),
  },
  {
    name: 'mintmark_database_failures_total',
    kind: 'counter',
    help: 'Calls that failed because the database could not be used.',
    labels: ['use'],
    read: () => Object.entries(counts.failures).map(([use, value]) => ({ labels: { use }, value })),
  },
  ...(poolUse === undefined ? [commitFamily(counts)] : poolFamilies(poolUse)),
]

const commitFamily = (counts: StorageCounts): Family => ({
  name: 'mintmark_sqlite_commit_writes',
  kind: 'histogram',
  help: 'Writes that shared one commit. SQLite only.',
  labels: [],
  read: () => [distributionOf(counts.commits, (place) => 2 ** place, counts.committedWrites, {})],
})

const poolFamilies = (poolUse: () => PoolUse): Family[] => [
  {
    name: 'mintmark_postgres_connections',
    kind: 'gauge',
    help: 'Connections to PostgreSQL, by whether one is in use. PostgreSQL only.',
    labels: ['state'],
    read() {
      const { open, idle } = poolUse()
      return [
        { labels: { state: 'idle' }, value: idle },
        { labels: { state: 'busy' }, value: open - idle },
      ]
    },
  },
  {
    name: 'mintmark_postgres_waiting',
    kind: 'gauge',
    help: 'Requests that wait for a connection to PostgreSQL. PostgreSQL only.',
    labels: [],
    read: () => [{ labels: {}, value: poolUse().waiting }],
  },
]
