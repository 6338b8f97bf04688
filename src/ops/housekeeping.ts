/**
 * What must be done now and then: signing keys that are due, sessions that are over.
 *
 * The room keeps a service running: housekeeping, shutdown, the file of the service secret, the watch over
 * the storage. It may read files and timers, but has no SQL, no HTTP and no rules: stores and rules are
 * arguments. To add a chore, add it to `chores` below.
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
/** Between two rounds. */
const EVERY_MS = 60_000
/** Between two batches: as long as the batch took, within these bounds, so that requests get about half of the time. */
const SHORTEST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 50
const SWEEP_ROWS = 200
/** What only time has ended is kept a day longer, so that a wrong clock destroys nothing. */
const SWEEP_AFTER_MS = DAY_MS
const KEEP_EVENTS_MS = 90 * DAY_MS

export interface Housekeeping {
  /** One round. A part that fails is logged, and tried again in the next round. */
  run(): Promise<void>
  start(): void
  /** Waits for the batch that is under way; the rest of its round is left to whoever comes next. */
  stop(): Promise<void>
}

/** Does the chores of a service. Every replica does them; the store decides which replica wins. */
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
  let round: Promise<void> = Promise.resolve()
  let stopping = false

  let pausedAtMs = 0
  const pause = async () => {
    const batchMs = system.elapsedMs() - pausedAtMs
    await sleep(Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, batchMs)))
    pausedAtMs = system.elapsedMs()
    return !stopping
  }
  /** So that no statement holds its locks for long, and no request waits for more than one batch. */
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
    // Without a time that can be trusted, nothing is old enough.
    const sweepMs = sweepTime() ?? Number.MIN_SAFE_INTEGER
    for (const [chore, perform] of Object.entries(chores)) {
      if (stopping) return
      await perform(sweepMs).catch((error: unknown) =>
        log.warn('housekeeping failed; it is tried again in a minute', { chore, ...toldOf(error) }),
      )
    }
  }
  return {
    run,
    start() {
      timer = setInterval(() => {
        round = round.then(run)
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
          log.warn('the last refusals were not written to the audit trail; the log has each of them', toldOf(error)),
        )
    },
  }
}

/** Of what is told elsewhere, in full and once, the word. */
const toldOf = (error: unknown): LogDetails =>
  error instanceof Refusal && error.why !== undefined ? { code: error.code, reason: error.why } : { error }
