import type { KeyRotation } from '../keys/key-rotation.ts'
import type { Log } from '../log.ts'
import { MAX_LIVE_SESSIONS_PER_USER } from '../sessions/session-policy.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'

/** Between two rounds. */
const EVERY_MS = 60_000
const SWEEP_ROWS = 200
/** What only time has ended is kept a day longer, so that a wrong clock destroys nothing. */
const SWEEP_AFTER_MS = 24 * 3_600_000

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
  rotateKeys,
  log,
  system,
}: {
  sessions: SessionStore
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
    'ended sessions': async () => {
      // In batches, so that no statement holds its locks for long.
      while ((await sessions.sweep(system.nowMs() - SWEEP_AFTER_MS, SWEEP_ROWS)) === SWEEP_ROWS);
    },
    'sessions beyond the limit of a user': async () => {
      await sessions.evictBeyond(MAX_LIVE_SESSIONS_PER_USER, system.nowMs())
    },
  }
  const run = async () => {
    for (const [chore, perform] of Object.entries(chores)) {
      await perform().catch((error: unknown) => log.warn('housekeeping failed', { chore, error }))
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
    },
  }
}
