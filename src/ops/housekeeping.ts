/**
 * Housekeeping: what a service does every minute, such as rotate signing keys and delete ended sessions.
 *
 * The room keeps a service running: housekeeping, shutdown, the file of the service secret, the watch over
 * the storage. It may use files, timers and sockets, but has no SQL, no operations and no rules. Stores and
 * rules are arguments. To add a chore, add it to `chores` below.
 *
 * @module
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientStore } from '../clients/client-store.ts'
import type { RevokedTokenStore } from '../clients/revoked-token-store.ts'
import { Refusal } from '../errors.ts'
import type { EventStore } from '../events/event-store.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { KeyRotation } from '../keys/key-rotation.ts'
import type { Log, LogDetails } from '../log.ts'
import type { SessionEviction } from '../sessions/session-eviction.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { ThrottleStore } from '../throttle/throttle-store.ts'
import { createSweepClock } from './sweep-clock.ts'

const DAY_MS = 24 * 3_600_000
/** The time between two rounds. */
const EVERY_MS = 60_000
/**
 * The bounds of the pause between two batches. Within them a pause is as long as the batch before it, so
 * requests get about half of the time.
 */
const SHORTEST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 50
/** How many rows one batch deletes at most. */
const SWEEP_ROWS = 200
/** Rows are deleted only a day after they expired, so that a wrong clock destroys nothing. */
const SWEEP_AFTER_MS = DAY_MS
const KEEP_EVENTS_MS = 90 * DAY_MS

export interface Housekeeping {
  /** Does one round of chores. A chore that fails is logged, and tried again in the next round. */
  run(): Promise<void>
  start(): void
  /**
   * Stops after the current batch, and writes the refusals that were counted. Another replica, or the next
   * start, does the rest of the round.
   */
  stop(): Promise<void>
}

/** Creates the housekeeping of a service. Every replica does all chores, and the store decides who wins. */
export function createHousekeeping({
  sessions,
  evictSessions,
  clients,
  revokedTokens,
  events,
  throttle,
  refusals,
  rotateKeys,
  log,
  system,
}: {
  sessions: SessionStore
  evictSessions: SessionEviction
  clients: ClientStore
  revokedTokens: RevokedTokenStore
  events: EventStore
  throttle: ThrottleStore
  refusals: RefusalTally
  rotateKeys: KeyRotation
  log: Log
  system: System
}): Housekeeping {
  const sweepTime = createSweepClock(system)
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined
  let stopping = false

  let pausedAtMs = 0
  const pause = async () => {
    const batchMs = system.elapsedMs() - pausedAtMs
    await sleep(Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, batchMs)))
    pausedAtMs = system.elapsedMs()
    return !stopping
  }
  /** Deletes in batches: no statement holds its locks for long, and a request waits for one batch at most. */
  const inBatches = async (sweep: () => Promise<number>) => {
    while ((await sweep()) === SWEEP_ROWS) if (!(await pause())) return
  }
  const chores: Record<string, (sweepMs: number) => Promise<void>> = {
    'signing keys': async (sweepMs) => {
      if (await rotateKeys(sweepMs)) log.info('the signing keys were changed')
    },
    'ended sessions': (sweepMs) => inBatches(() => sessions.sweep(sweepMs - SWEEP_AFTER_MS, SWEEP_ROWS)),
    'expired assertions': (sweepMs) => inBatches(() => clients.sweepAssertions(sweepMs - SWEEP_AFTER_MS, SWEEP_ROWS)),
    'revoked tokens that have expired': (sweepMs) => inBatches(() => revokedTokens.sweepRevoked(sweepMs - SWEEP_AFTER_MS, SWEEP_ROWS)),
    'refused logins': refusals.flush,
    'old events': (sweepMs) => inBatches(() => events.sweep(sweepMs - KEEP_EVENTS_MS, SWEEP_ROWS)),
    'old tries': (sweepMs) => inBatches(() => throttle.sweep(sweepMs - SWEEP_AFTER_MS, SWEEP_ROWS)),
    'sessions beyond the limit of a user': () => evictSessions(system.nowMs, pause),
  }
  const run = async () => {
    // If no time can be trusted yet, nothing is old enough.
    const sweepMs = sweepTime() ?? Number.MIN_SAFE_INTEGER
    for (const [chore, perform] of Object.entries(chores)) {
      if (stopping) return
      await perform(sweepMs).catch((error: unknown) =>
        log.warn('housekeeping failed; it is tried again in a minute', { chore, ...failureDetails(error) }),
      )
    }
  }
  return {
    run,
    start() {
      timer = setInterval(() => {
        // A round that takes longer than a minute must not leave others waiting for it.
        round ??= run().finally(() => {
          round = undefined
        })
      }, EVERY_MS)
      timer.unref()
    },
    async stop() {
      stopping = true
      clearInterval(timer)
      await round
      await refusals
        .flush()
        .catch((error: unknown) =>
          log.warn('the last refusals were not written to the audit trail; the log has each of them', failureDetails(error)),
        )
    },
  }
}

/**
 * Returns the details of a failure for the log. A refusal with a reason gives only that, since the storage
 * watch logs faults of the database in full.
 */
const failureDetails = (error: unknown): LogDetails =>
  error instanceof Refusal && error.why !== undefined ? { code: error.code, reason: error.why } : { error }
