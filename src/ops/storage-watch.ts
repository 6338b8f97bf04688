import type { Log } from '../log.ts'
import type { System } from '../system.ts'

type Use = 'read' | 'write'

/**
 * An outage is over if there was no failure for this long, and what failed answers again. Within a shorter
 * time every second statement may still fail.
 */
const QUIET_MS = 5000

/**
 * Logs an outage of the database with two lines: when it begins, with the cause, and when it is over.
 * Each request that is refused meanwhile has a line of its own, with a code.
 */
export function createStorageWatch({ log, system }: { log: Log; system: System }) {
  let away: { sinceMs: number; lastMs: number; failures: number; writes: boolean } | undefined
  return {
    failed(error: Error, use: Use): void {
      const nowMs = system.nowMs()
      if (away === undefined) log.warn('the database cannot be used', { error })
      away ??= { sinceMs: nowMs, lastMs: nowMs, failures: 0, writes: false }
      away.lastMs = nowMs
      away.failures += 1
      away.writes ||= use === 'write'
    },

    answered(use: Use): void {
      if (away === undefined || (away.writes && use === 'read')) return
      const { sinceMs, lastMs, failures } = away
      const quietMs = system.nowMs() - lastMs
      // The time is negative if the clock was set back. Then do not wait until the clock has caught up.
      if (quietMs >= 0 && quietMs < QUIET_MS) return
      away = undefined
      log.info('the database can be used again', { awayMs: Math.max(0, lastMs - sinceMs), failures })
    },

    namesLost(): void {
      log.warn(
        'A pooler in transaction mode stands before PostgreSQL, where prepared statements do not last. They are no longer used. Set MINTMARK_POSTGRES_NAMED_STATEMENTS=off.',
      )
    },
  }
}
