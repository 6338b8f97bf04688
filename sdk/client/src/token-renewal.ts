import type { AccessToken, TokenFailure } from './result.ts'
import { backoffMs, type RetryPolicy, refusalWaitMs, type Standstill, withRetries } from './retry.ts'
import { createSingleFlight, type SingleFlight } from './single-flight.ts'
import type { ClientSystem } from './system.ts'

export type TokenOutcome = AccessToken | TokenFailure

interface RenewalOptions {
  /** Tries once. */
  once: (signal: AbortSignal) => Promise<TokenOutcome>
  /** The previous token, if it may still be sent. */
  usable: AccessToken | undefined
  /** Names the token. Concurrent callers that want the same one share one request. */
  key?: string | undefined
  signal?: AbortSignal | undefined
}

export interface Renewal {
  /**
   * Gets a new token, or joins a request for it. While there is a usable token, callers do not wait for one
   * that cannot be had now.
   */
  renew(options: RenewalOptions): Promise<TokenOutcome>
  /** Forgets how long to wait. Call it for a new session: the service said nothing about it yet. */
  reset(): void
}

/** While a token is still good, the client uses it rather than wait for the next. */
const AT_ONCE: RetryPolicy = { tries: 1, maxWaitSeconds: 0 }

export function createRenewal({ retry, system }: { retry: RetryPolicy; system: ClientSystem }): Renewal {
  const flights = new Map<string, SingleFlight<TokenOutcome>>()
  // One for all tokens: if the service says to wait, that holds for each.
  const standstill: Standstill<TokenOutcome> = { failures: 0 }
  const wait = (outcome: TokenOutcome, failures: number) => waitMs(outcome, failures, system.nowMs())

  function flightOf(key: string): SingleFlight<TokenOutcome> {
    const flight = flights.get(key) ?? createSingleFlight<TokenOutcome>()
    flights.set(key, flight)
    return flight
  }

  return {
    async renew({ once, usable, key = '', signal }) {
      const flight = flightOf(key)
      const policy = usable === undefined ? retry : AT_ONCE
      const outcome = await flight((ended) => withRetries(() => once(ended), wait, { policy, system, signal: ended, standstill }), signal)
      return usable !== undefined && /^(network|no_token|unsupported)$/.test(outcome.status) ? usable : outcome
    },
    reset() {
      standstill.refusal = undefined
      standstill.failures = 0
    },
  }
}

function waitMs(outcome: TokenOutcome, failures: number, nowMs: number): number | undefined {
  // The answer may be lost. The same request, with its key, gets it again.
  if (outcome.status === 'network') return backoffMs(failures)
  if (outcome.status !== 'no_token') return undefined
  const { answer } = outcome
  const status = answer.status === 'undeclared' ? answer.code : answer.status
  const requestedMs = refusalWaitMs(status, answer.headers, failures, nowMs)
  return requestedMs === undefined && status >= 500 ? backoffMs(failures) : requestedMs
}
