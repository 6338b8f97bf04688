import type { Log } from '../log.ts'
import type { System } from '../system.ts'

type Use = 'read' | 'write'

/** No failure for so long, and what failed answers again: then it is over. Sooner, one statement in two may fail. */
const QUIET_MS = 5000

/**
 * Logs that the database cannot be used, with the cause, and that it can be again: each once, however many requests are refused meanwhile. Those have their own line, with
 * a code.
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
      // A clock that was set back would have it wait for as long.
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
