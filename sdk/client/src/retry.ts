import type { Aborted } from './result.ts'
import type { ClientSystem } from './system.ts'
import { failureOf } from './transport.ts'

export interface RetryPolicy {
  /** How often a request is sent at most; 1 or more. */
  tries: number
  /**
   * The longest wait between two tries. If the service asks for a longer one, the caller gets the refusal,
   * and nothing is sent before its time.
   */
  maxWaitSeconds: number
}

export const DEFAULT_RETRY: RetryPolicy = { tries: 3, maxWaitSeconds: 30 }

/** What a caller stores, so that its next request also waits as long as the service asked. */
export interface Standstill<A> {
  refusal?: { answer: A; sinceMs: number; untilMs: number } | undefined
  /** How many failures there were in a row. */
  failures: number
}

interface Options<A> {
  policy: RetryPolicy
  system: ClientSystem
  signal: AbortSignal
  standstill?: Standstill<A>
}

/**
 * Sends until an answer is final or the tries are used up.
 *
 * @param waitMs returns the wait before the next try, by the answer and the number of failures before it. It
 * returns undefined if the answer is final.
 */
export async function withRetries<A>(
  send: () => Promise<A>,
  waitMs: (answer: A, failures: number) => number | undefined,
  { policy, system, signal, standstill = { failures: 0 } }: Options<A>,
): Promise<A | Aborted> {
  for (let tries = 1; ; tries += 1) {
    const left = remaining(standstill, system.nowMs())
    if (left !== undefined) {
      if (left.ms > policy.maxWaitSeconds * 1000) return left.answer
      try {
        await system.sleep(left.ms, signal)
      } catch (cause) {
        return failureOf(cause, signal) as Aborted
      }
    }
    const answer = await send()
    const ms = waitMs(answer, standstill.failures)
    const sinceMs = system.nowMs()
    standstill.refusal = ms === undefined ? undefined : { answer, sinceMs, untilMs: sinceMs + ms }
    standstill.failures = ms === undefined ? 0 : standstill.failures + 1
    if (ms === undefined || tries >= policy.tries) return answer
  }
}

/** Returns undefined if the time is over, or if the clock was set back to before the refusal. */
function remaining<A>({ refusal }: Standstill<A>, nowMs: number): { answer: A; ms: number } | undefined {
  if (refusal === undefined || nowMs < refusal.sinceMs || nowMs >= refusal.untilMs) return undefined
  return { answer: refusal.answer, ms: refusal.untilMs - nowMs }
}

/**
 * Returns 1 s, 2 s, 4 s and then 8 s. That is short, so that a user who is back on the network soon goes on.
 */
export const backoffMs = (failures: number): number => 1000 * 2 ** Math.min(failures, 3)

/** Without it, a service that asks for no wait would get all tries in a row. */
const MIN_WAIT_MS = 1000

/**
 * Returns how long a 429 or a 503 asks to wait (RFC 9110 §10.2.3: seconds or a date), at least 1 s. For any
 * other status it returns undefined.
 */
export function refusalWaitMs(status: unknown, headers: Headers, failures: number, nowMs: number): number | undefined {
  if (status !== 429 && status !== 503) return undefined
  const value = headers.get('retry-after') ?? ''
  if (/^\d+$/.test(value)) return Math.max(MIN_WAIT_MS, Number(value) * 1000)
  // By the service's clock, if `Date` tells it: this machine's may be hours off.
  const waitMs = dateMs(value) - (dateMs(headers.get('date') ?? '') || nowMs)
  return Number.isNaN(waitMs) ? backoffMs(failures) : Math.max(MIN_WAIT_MS, waitMs)
}

/** RFC 9110 §5.6.7. `Date.parse` alone would take `-1` and `5;x` for years. */
const dateMs = (value: string): number => (/^[A-Z][a-z]+, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN)
