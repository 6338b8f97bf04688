import type { AccessToken, TokenFailure } from './result.ts'
import { backoffMs, type RetryPolicy, refusalWaitMs, type Standstill, withRetries } from './retry.ts'
import { createSingleFlight, type SingleFlight } from './single-flight.ts'
import type { ClientSystem } from './system.ts'

export type TokenOutcome = AccessToken | TokenFailure

interface RenewalOptions {
  /** Tries once. */
  once: (signal: AbortSignal) => Promise<TokenOutcome>
  /** The token before, where it may still be sent. */
  usable: AccessToken | undefined
  /** Which token: those who want the same one at the same time share one request. */
  key?: string | undefined
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
  const flights = new Map<string, SingleFlight<TokenOutcome>>()
  // One for all of them: a service that asks one to wait asks every one.
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
  // The answer may be lost; the same request, with its key, finds out.
  if (outcome.status === 'network') return backoffMs(failures)
  if (outcome.status !== 'no_token') return undefined
  const { answer } = outcome
  const status = answer.status === 'undeclared' ? answer.code : answer.status
  const asked = refusalWaitMs(status, answer.headers, failures, nowMs)
  return asked === undefined && status >= 500 ? backoffMs(failures) : asked
}
