import { Refusal } from '../errors.ts'
import type { System } from '../system.ts'

/** Who is limited: a client at an address. */
export interface Limited {
  clientId: string
  addressKey: string
}

export interface RefusalLimiter {
  /** Runs what may be refused. Throws `too_many_requests`, without running it, where too much was refused within the window. */
  guard<T>(who: Limited, run: () => Promise<T>, isRefused: (answer: T) => boolean): Promise<T>
}

const WINDOW_MS = 60_000
const MAX_REFUSALS = 120
/** More clients and addresses than this within a window, and counting begins anew: memory is bounded, whatever comes. */
const MAX_KEYS = 10_000

/**
 * Bounds what is refused to a client at an address, where nothing can be guessed but work can be made: in memory, for each process by itself. What is granted
 * is not counted, so a busy back end is never slowed.
 */
export function createRefusalLimiter(system: System): RefusalLimiter {
  let windowEndsAtMs = 0
  let refusals = new Map<string, number>()

  return {
    async guard({ clientId, addressKey }, run, isRefused) {
      const nowMs = system.nowMs()
      if (nowMs >= windowEndsAtMs || nowMs < windowEndsAtMs - WINDOW_MS || refusals.size >= MAX_KEYS) {
        windowEndsAtMs = nowMs + WINDOW_MS
        refusals = new Map()
      }
      const key = `${clientId} ${addressKey}`
      const before = refusals.get(key) ?? 0
      if (before >= MAX_REFUSALS) {
        const retryAfterSeconds = Math.max(1, Math.ceil((windowEndsAtMs - nowMs) / 1000))
        throw new Refusal('too_many_requests', 'Too many tries. Wait before the next one.', { retryAfterSeconds })
      }
      const answer = await run()
      if (isRefused(answer)) refusals.set(key, (refusals.get(key) ?? 0) + 1)
      return answer
    },
  }
}

/** For `MINTMARK_THROTTLE=off`. */
export const noRefusalLimiter: RefusalLimiter = { guard: (_, run) => run() }
