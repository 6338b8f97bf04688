import type { ClientStore } from '../clients/client-store.ts'
import type { ServiceTokenStore } from '../clients/service-token-store.ts'
import { Refusal } from '../errors.ts'
import type { EventStore } from '../events/event-store.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { KeyRotation } from '../keys/key-rotation.ts'
import type { Log, LogDetails } from '../log.ts'
import { MAX_LIVE_SESSIONS_PER_USER } from '../sessions/session-policy.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { ThrottleStore } from '../throttle/throttle-store.ts'

const DAY_MS = 24 * 3_600_000
/** Between two rounds. */
const EVERY_MS = 60_000
const SWEEP_ROWS = 200
/** What only time has ended is kept a day longer, so that a wrong clock destroys nothing. */
const SWEEP_AFTER_MS = DAY_MS
const KEEP_EVENTS_MS = 90 * DAY_MS
/** The rest is for the next round. */
const EVICT_AT_ONCE = 1000

export interface Housekeeping {
  /** One round. A part that fails is logged, and tried again in the next round. */
  run(): Promise<void>
  start(): void
  /** Waits for the round that is under way. */
  stop(): Promise<void>
}

/** What must be done now and then: signing keys that are due, sessions that are over. Every replica does it; the store decides who wins. */
export function createHousekeeping({
  sessions,
  clients,
  services,
  events,
  throttle,
  refusals,
  rotateKeys,
  log,
  system,
}: {
  sessions: SessionStore
  clients: ClientStore
  services: ServiceTokenStore
  events: EventStore
  throttle: ThrottleStore
  refusals: RefusalTally
  rotateKeys: KeyRotation
  log: Log
  system: System
}): Housekeeping {
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()

  const chores = {
    'signing keys': async () => {
      if (await rotateKeys()) log.info('the signing keys were changed')
    },
    'ended sessions': () => inBatches(() => sessions.sweep(system.nowMs() - SWEEP_AFTER_MS, SWEEP_ROWS)),
    'expired assertions': () => inBatches(() => clients.sweepAssertions(system.nowMs() - SWEEP_AFTER_MS, SWEEP_ROWS)),
    'revoked tokens that have expired': () => inBatches(() => services.sweepRevoked(system.nowMs() - SWEEP_AFTER_MS, SWEEP_ROWS)),
    'refused logins': refusals.flush,
    'old events': () => inBatches(() => events.sweep(system.nowMs() - KEEP_EVENTS_MS, SWEEP_ROWS)),
    'old tries': () => inBatches(() => throttle.sweep(system.nowMs(), SWEEP_ROWS)),
    'sessions beyond the limit of a user': async () => {
      const atMs = system.nowMs()
      for (const { id, userId, clientId } of await sessions.listBeyond(MAX_LIVE_SESSIONS_PER_USER, atMs, EVICT_AT_ONCE)) {
        await sessions.end(id, 'evicted', { type: 'session_evicted', atMs, userId, clientId, sessionId: id })
      }
    },
  }
  const run = async () => {
    for (const [chore, perform] of Object.entries(chores)) {
      await perform().catch((error: unknown) => log.warn('housekeeping failed; it is tried again in a minute', { chore, ...toldOf(error) }))
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

/** So that no statement holds its locks for long. */
async function inBatches(sweep: () => Promise<number>): Promise<void> {
  while ((await sweep()) === SWEEP_ROWS);
}
