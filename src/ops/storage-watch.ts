import { addDuration, type Durations, newDurations } from '../counts/durations.ts'
import type { Log } from '../log.ts'
import type { System } from '../system.ts'

type Use = 'read' | 'write'

/** How calls to the database ended, in plain numbers that `/metrics` reads. */
export interface StorageCounts {
  durations: Record<Use, Durations>
  failures: Record<Use, number>
  /** `commits[n]` counts the commits of at most 2ⁿ writes. */
  commits: Float64Array
  committedWrites: number
}

/** A group of writes has at most 256 (`data/sqlite/group-commit.ts`), so the last bucket stays empty. */
const COMMIT_BUCKETS = 10

export const newStorageCounts = (): StorageCounts => ({
  durations: { read: newDurations(), write: newDurations() },
  failures: { read: 0, write: 0 },
  commits: new Float64Array(COMMIT_BUCKETS),
  committedWrites: 0,
})

/**
 * An outage is over if there was no failure for this long, and what failed answers again. Within a shorter
 * time every second statement may still fail.
 */
const QUIET_MS = 5000

/**
 * Counts calls, and logs an outage of the database: when it begins, with the cause, and when it is over.
 * Each request that is refused meanwhile has a line of its own, with a code.
 */
export function createStorageWatch({ log, system, counts = newStorageCounts() }: { log: Log; system: System; counts?: StorageCounts }) {
  let away: { sinceMs: number; lastMs: number; failures: number; writes: boolean } | undefined
  return {
    failed(error: Error, use: Use): void {
      counts.failures[use] += 1
      const nowMs = system.nowMs()
      if (away === undefined) log.warn('the database cannot be used', { error })
      away ??= { sinceMs: nowMs, lastMs: nowMs, failures: 0, writes: false }
      away.lastMs = nowMs
      away.failures += 1
      away.writes ||= use === 'write'
    },

    answered(use: Use, tookMs: number): void {
      addDuration(counts.durations[use], tookMs)
      if (away === undefined || (away.writes && use === 'read')) return
      const { sinceMs, lastMs, failures } = away
      const quietMs = system.nowMs() - lastMs
      // The time is negative if the clock was set back. Then do not wait until the clock has caught up.
      if (quietMs >= 0 && quietMs < QUIET_MS) return
      away = undefined
      log.info('the database can be used again', { awayMs: Math.max(0, lastMs - sinceMs), failures })
    },

    committed(writes: number): void {
      const bucket = Math.min(32 - Math.clz32(writes - 1), COMMIT_BUCKETS - 1)
      counts.commits[bucket] = counts.commits[bucket]! + 1
      counts.committedWrites += writes
    },

    namesLost(): void {
      log.warn(
        'A pooler in transaction mode stands before PostgreSQL, where prepared statements do not last. They are no longer used. Set MINTMARK_POSTGRES_NAMED_STATEMENTS=off.',
      )
    },
  }
}
