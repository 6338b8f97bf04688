import { Refusal } from '../errors.ts'
import type { System } from '../system.ts'

/** Who is limited: a client at an address. */
export interface Limited {
  clientId: string
  addressKey: string
}

export interface RefusalLimiter {
  /**
   * Runs what may be refused, and counts it if it is. What is granted is answered whatever was refused before: nobody keeps out the owner of a good credential by
   * sending bad ones from the same address. Throws `too_many_requests` in the place of a refusal past the bound.
   *
   * @param who A function if it is known only once the answer is.
   */
  guard<T>(who: Limited | (() => Limited), run: () => Promise<T>, isRefused: (answer: T) => boolean): Promise<T>
}

const WINDOW_MS = 60_000
const MAX_REFUSALS = 120
/** More clients and addresses than this within a window, and counting begins anew: memory is bounded, whatever comes. */
const MAX_KEYS = 10_000

/**
 * Bounds what is refused to a client at an address, where nothing can be guessed: in memory, for each process by itself. Whoever tries again and again is told
 * to wait (docs/decisions/0006).
 */
export function createRefusalLimiter(system: System): RefusalLimiter {
  let windowEndsAtMs = 0
  let refusals = new Map<string, number>()

  function count({ clientId, addressKey }: Limited, nowMs: number): number {
    if (nowMs >= windowEndsAtMs || nowMs < windowEndsAtMs - WINDOW_MS || refusals.size >= MAX_KEYS) {
      windowEndsAtMs = nowMs + WINDOW_MS
      refusals = new Map()
    }
    const key = `${clientId} ${addressKey}`
    const counted = (refusals.get(key) ?? 0) + 1
    refusals.set(key, counted)
    return counted
  }

  return {
    async guard(who, run, isRefused) {
      const answer = await run()
      if (!isRefused(answer)) return answer
      const nowMs = system.nowMs()
      if (count(typeof who === 'function' ? who() : who, nowMs) <= MAX_REFUSALS) return answer
      const retryAfterSeconds = Math.max(1, Math.ceil((windowEndsAtMs - nowMs) / 1000))
      throw new Refusal('too_many_requests', 'Too many tries. Wait before the next one.', { retryAfterSeconds })
    },
  }
}

/** For `MINTMARK_THROTTLE=off`. */
export const noRefusalLimiter: RefusalLimiter = { guard: (_, run) => run() }
