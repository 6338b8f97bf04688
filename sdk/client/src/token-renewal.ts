import type { AccessToken, TokenFailure } from './result.ts'
import { backoffMs, type RetryPolicy, refusalWaitMs, type Standstill, withRetries } from './retry.ts'
import { createSingleFlight } from './single-flight.ts'
import type { ClientSystem } from './system.ts'

export type TokenOutcome = AccessToken | TokenFailure

interface RenewalOptions {
  /** Tries once. */
  once: (signal: AbortSignal) => Promise<TokenOutcome>
  /** The token before, where it may still be sent. */
  usable: AccessToken | undefined
  signal?: AbortSignal | undefined
}

export interface Renewal {
  /** Gets a new token, or joins whoever is at it. While there is a usable one, nobody waits for what cannot be had just now. */
  renew(options: RenewalOptions): Promise<TokenOutcome>
  /** Another session: what the service said of the one before says nothing of it. */
  reset(): void
}

/** While a token is still good, it is better to go on with it than to wait for the next. */
const AT_ONCE: RetryPolicy = { tries: 1, maxWaitSeconds: 0 }

export function createRenewal({ retry, system }: { retry: RetryPolicy; system: ClientSystem }): Renewal {
  const flight = createSingleFlight<TokenOutcome>()
  const standstill: Standstill<TokenOutcome> = { failures: 0 }
  const wait = (outcome: TokenOutcome, failures: number) => waitMs(outcome, failures, system.nowMs())

  return {
    async renew({ once, usable, signal }) {
      const policy = usable === undefined ? retry : AT_ONCE
      const outcome = await flight((ended) => withRetries(() => once(ended), wait, { policy, system, signal: ended, standstill }), signal)
      return usable !== undefined && (outcome.status === 'network' || outcome.status === 'no_token') ? usable : outcome
    },
    reset() {
      standstill.refusal = undefined
      standstill.failures = 0
    },
  }
}

function waitMs(outcome: TokenOutcome, failures: number, nowMs: number): number | undefined {
  // The answer may be lost; the same request, with its key, finds out.
  if (outcome.status === 'network') return backoffMs(failures)
  if (outcome.status !== 'no_token') return undefined
  const { answer } = outcome
  const status = answer.status === 'undeclared' ? answer.code : answer.status
  const asked = refusalWaitMs(status, answer.headers, failures, nowMs)
  return asked === undefined && status >= 500 ? backoffMs(failures) : asked
}
