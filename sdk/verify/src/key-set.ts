import { IssuerFault } from './issuer-fault.ts'
import { fetchKeys, type KeySource, type VerifyingKey } from './issuer-keys.ts'
import type { Warnings } from './warnings.ts'

/** Mintmark's own `max-age` of its key set. So a key that was revoked is refused after 5 minutes. */
const REFRESH_AFTER_MS = 300_000
/**
 * The least time between two fetches for unknown kids. So nobody can flood the issuer with requests by
 * inventing kids.
 */
const COOLDOWN_MS = 30_000
/** The same after a fetch that failed. */
const RETRY_AFTER_MS = 5000
/** How long the last good set is used if the issuer cannot be reached. */
const MAX_STALE_MS = 24 * 3_600_000

/** There is no key set to judge the token by. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number, cause: unknown) {
    super('the keys of the issuer cannot be fetched', { cause })
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface KeySet {
  /**
   * Returns undefined if the issuer has no such key.
   *
   * @throws {KeysUnavailable} if that cannot be known
   */
  find(kid: string): Promise<VerifyingKey | undefined>
}

interface Attempt {
  /**
   * When a failed fetch ended, since it may have lasted as long as the pause after it. Otherwise when the
   * fetch began.
   */
  atMs: number
  /** Undefined if it succeeded. */
  failure: { cause: unknown } | undefined
}

/**
 * Creates a cache of the issuer's keys, with an injected clock. The remote set of jose has none, drops old
 * keys in an outage, and then fetches at every request.
 */
export function createKeySet(source: KeySource, nowMs: () => number, warnings: Warnings): KeySet {
  let keys: Map<string, VerifyingKey> | undefined
  let fetchedAtMs = 0
  let last: Attempt | undefined
  let running: Promise<void> | undefined

  // A clock that was set back makes a set old, not new.
  const isWithin = (sinceMs: number, ms: number) => nowMs() >= sinceMs && nowMs() < sinceMs + ms
  const cooldownMs = () => (last?.failure === undefined ? COOLDOWN_MS : RETRY_AFTER_MS)
  const mayFetch = () => last === undefined || !isWithin(last.atMs, cooldownMs())
  const usable = () => (keys !== undefined && nowMs() < fetchedAtMs + MAX_STALE_MS ? keys : undefined)

  async function fetchOnce() {
    const atMs = nowMs()
    try {
      keys = await fetchKeys(source)
      fetchedAtMs = atMs
      last = { atMs, failure: undefined }
      warnings.keysFetched()
    } catch (cause) {
      last = { atMs: nowMs(), failure: { cause } }
      const fault = cause instanceof IssuerFault ? cause : new IssuerFault('unreachable', String(cause), cause)
      warnings.keysFailed(fault, usable() !== undefined)
    }
  }
  const refresh = () => {
    running ??= fetchOnce().finally(() => (running = undefined))
    return running
  }

  /** Returns true if the caller waited for a fetch. */
  async function refreshIfOld(): Promise<boolean> {
    if (keys !== undefined && isWithin(fetchedAtMs, REFRESH_AFTER_MS)) return false
    if (running === undefined && !mayFetch()) return false
    const inOutage = last?.failure !== undefined
    const refreshed = refresh()
    // Nobody waits for an issuer that was already away, as long as there is a set.
    if (inOutage && usable() !== undefined) return false
    await refreshed
    return true
  }

  return {
    async find(kid) {
      const refreshed = await refreshIfOld()
      const known = usable()?.get(kid)
      if (known !== undefined) return known
      // The key may be newer than the set, but nobody waits twice.
      if (!refreshed && (running !== undefined || mayFetch())) await refresh()
      const key = usable()?.get(kid)
      if (key === undefined && (usable() === undefined || last?.failure !== undefined)) {
        throw new KeysUnavailable(RETRY_AFTER_MS / 1000, last?.failure?.cause)
      }
      return key
    },
  }
}
