import { checkBaseUrl, checkOptions } from './check-options.ts'
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts'
import { createExchange, type Fetch } from './send.ts'
import { type ClientSystem, realSystem } from './system.ts'
import type { ClientCredentials } from './token-endpoint.ts'

/** What a client of either kind takes. */
export interface CommonOptions {
  /** Where the service is, such as `https://auth.example.com`. In a page it may be relative to it. */
  baseUrl: string
  /** Who asks. Without it, the service's client `default`. */
  client?: ClientCredentials | undefined
  /** In place of the global `fetch`. */
  fetch?: Fetch | undefined
  /** 3 tries with at most 30 s between two of them, unless it says otherwise. */
  retry?: { [Part in keyof RetryPolicy]?: RetryPolicy[Part] | undefined } | undefined
  /** For a whole answer of the service; 30 unless it says otherwise. */
  timeoutSeconds?: number | undefined
  /** The clock and the randomness. */
  system?: ClientSystem | undefined
}

/** @throws TypeError for the first option that is wrong, or is none of `known` */
export function settle(options: CommonOptions, known: readonly string[]) {
  checkOptions(options, known)
  const { baseUrl, client, fetch, retry, timeoutSeconds = 30, system = realSystem } = options
  const page = (globalThis as { location?: { href: string } }).location?.href
  // Looked up at each call, so that a page may replace the global one later.
  const sent = fetch ?? ((request: Request) => globalThis.fetch(request))
  return {
    baseUrl: checkBaseUrl(baseUrl, page),
    client,
    fetch: sent,
    exchange: createExchange(sent, timeoutSeconds),
    retry: { tries: retry?.tries ?? DEFAULT_RETRY.tries, maxWaitSeconds: retry?.maxWaitSeconds ?? DEFAULT_RETRY.maxWaitSeconds },
    system,
  }
}
