import { Refusal } from '../errors.ts'
import type { System } from '../system.ts'
import { type HeldBack, nobodyHeldBack } from './login-throttle.ts'

/** Who is limited: a client at an address. */
export interface Limited {
  clientId: string
  addressKey: string
}

export interface RefusalLimiter {
  /**
   * Counts one refusal. Call it only when you refuse, so that bad credentials never keep good ones out, even
   * from one address.
   *
   * @throws {Refusal} `too_many_requests` if there were too many; answer with it in place of the refusal.
   */
  count(refused: Limited): void
}

const WINDOW_MS = 60_000
const MAX_REFUSALS = 120
/** Bounds the memory: beyond this many clients and addresses in a window, counting starts again. */
const MAX_KEYS = 10_000

/**
 * Makes a client at an address wait if it is refused too often, for credentials that cannot be guessed
 * (docs/decisions/0006). Each process counts by itself, in memory.
 */
export function createRefusalLimiter(system: System, heldBack: HeldBack = nobodyHeldBack()): RefusalLimiter {
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
      heldBack.client += 1
      const retryAfterSeconds = Math.max(1, Math.ceil((windowEndsAtMs - nowMs) / 1000))
      throw new Refusal('too_many_requests', 'Too many tries. Wait before the next one.', { retryAfterSeconds })
    },
  }
}

/** For `MINTMARK_THROTTLE=off`: nothing is counted. */
export const noRefusalLimiter: RefusalLimiter = { count: () => {} }
