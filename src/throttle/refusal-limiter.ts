import { Refusal } from '../errors.ts'
import type { System } from '../system.ts'

/** Who is limited: a client at an address. */
export interface Limited {
  clientId: string
  addressKey: string
}

export interface RefusalLimiter {
  /**
   * Counts one refusal. Call it before you refuse, and never for a request that is granted: nobody keeps out
   * the owner of a good credential by sending bad ones from the same address.
   *
   * @throws {Refusal} `too_many_requests` if there were too many: the answer in the place of the refusal.
   */
  count(refused: Limited): void
}

const WINDOW_MS = 60_000
const MAX_REFUSALS = 120
/** With more clients and addresses than this in a window, counting starts again: memory is bounded. */
const MAX_KEYS = 10_000

/**
 * Bounds how often a client at an address is refused, for credentials that cannot be guessed: in memory, for
 * each process by itself. A client that tries again and again is told to wait (docs/decisions/0006).
 */
export function createRefusalLimiter(system: System): RefusalLimiter {
  let windowEndsAtMs = 0
  let refusals = new Map<string, number>()

  return {
    count({ clientId, addressKey }) {
      const nowMs = system.nowMs()
      if (nowMs >= windowEndsAtMs || nowMs < windowEndsAtMs - WINDOW_MS || refusals.size >= MAX_KEYS) {
        windowEndsAtMs = nowMs + WINDOW_MS
        refusals = new Map()
      }
      const key = `${clientId} ${addressKey}`
      const counted = (refusals.get(key) ?? 0) + 1
      refusals.set(key, counted)
      if (counted <= MAX_REFUSALS) return
      const retryAfterSeconds = Math.max(1, Math.ceil((windowEndsAtMs - nowMs) / 1000))
      throw new Refusal('too_many_requests', 'Too many tries. Wait before the next one.', { retryAfterSeconds })
    },
  }
}

/** For `MINTMARK_THROTTLE=off`. */
export const noRefusalLimiter: RefusalLimiter = { count: () => {} }
