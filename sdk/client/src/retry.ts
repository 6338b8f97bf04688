import type { Aborted } from './result.ts'
import type { ClientSystem } from './system.ts'
import { failureOf } from './transport.ts'

export interface RetryPolicy {
  /** How often something is sent at the most; 1 or more. */
  tries: number
  /** The longest wait between two tries. Who asks for more gets it: the refusal is given to the caller, and nothing is sent before the time. */
  maxWaitSeconds: number
}

export const DEFAULT_RETRY: RetryPolicy = { tries: 3, maxWaitSeconds: 30 }

/** What a caller keeps, so that the next one does not ask before the time either. */
export interface Standstill<A> {
  refusal?: { answer: A; sinceMs: number; untilMs: number } | undefined
  /** In a row. */
  failures: number
}

interface Options<A> {
  policy: RetryPolicy
  system: ClientSystem
  signal: AbortSignal
  standstill?: Standstill<A>
}

/**
 * Sends until an answer is final or the tries are spent.
 *
 * @param waitMs how long to wait before it is sent again, by the answer and the failures in a row before it; undefined where it is final
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

/** Nothing where the time is over, or where the clock was set back behind the refusal. */
function remaining<A>({ refusal }: Standstill<A>, nowMs: number): { answer: A; ms: number } | undefined {
  if (refusal === undefined || nowMs < refusal.sinceMs || nowMs >= refusal.untilMs) return undefined
  return { answer: refusal.answer, ms: refusal.untilMs - nowMs }
}

/** 1 s, 2 s, 4 s and then 8 s: short enough that whoever is back on the network is not kept from it. */
export const backoffMs = (failures: number): number => 1000 * 2 ** Math.min(failures, 3)

/** Who asks for no wait at all would be asked again in a row. */
const MIN_WAIT_MS = 1000

/** How long a 429 or a 503 asks to wait (RFC 9110 §10.2.3: seconds or a date), 1 s at least; undefined for any other status. */
export function refusalWaitMs(status: unknown, headers: Headers, failures: number, nowMs: number): number | undefined {
  if (status !== 429 && status !== 503) return undefined
  const value = headers.get('retry-after') ?? ''
  if (/^\d+$/.test(value)) return Math.max(MIN_WAIT_MS, Number(value) * 1000)
  // By the clock that it was written by, as far as that is told: ours may be hours off.
  const waitMs = dateMs(value) - (dateMs(headers.get('date') ?? '') || nowMs)
  return Number.isNaN(waitMs) ? backoffMs(failures) : Math.max(MIN_WAIT_MS, waitMs)
}

/** RFC 9110 §5.6.7. `Date.parse` alone would take `-1` and `5;x` for years. */
const dateMs = (value: string): number => (/^[A-Z][a-z]+, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN)
