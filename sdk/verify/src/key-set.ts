import { IssuerFault } from './issuer-fault.ts'
import { fetchKeys, type KeySource, type VerifyingKey } from './issuer-keys.ts'
import type { Warnings } from './warnings.ts'

/** As long as Mintmark says that its key set may be kept (`max-age`). So a key that was revoked is refused after 5 minutes. */
const REFRESH_AFTER_MS = 300_000
/** From one fetch to the next for a kid that is unknown: nobody can make us hammer the issuer by inventing kids. */
const COOLDOWN_MS = 30_000
/** The same where the fetch failed. */
const RETRY_AFTER_MS = 5000
/** How long the last good set is used where the issuer cannot be reached. */
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
  /** Undefined where the issuer has no such key. Throws `KeysUnavailable` where that cannot be known. */
  find(kid: string): Promise<VerifyingKey | undefined>
}

interface Attempt {
  /** Of a fetch that failed, its end: it may have lasted as long as the pause after it. Else its start. */
  atMs: number
  /** Undefined: it succeeded. */
  failure: { cause: unknown } | undefined
}

/** The issuer's keys, kept. jose's remote set keeps none past its age where the issuer is away, asks anew at each request then, and has no clock to inject. */
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

  /** Whether it was waited for. */
  async function refreshWhereOld(): Promise<boolean> {
    if (keys !== undefined && isWithin(fetchedAtMs, REFRESH_AFTER_MS)) return false
    if (running === undefined && !mayFetch()) return false
    const inOutage = last?.failure !== undefined
    const refreshed = refresh()
    // Nobody waits for an issuer that was away already, so long as there is a set.
    if (inOutage && usable() !== undefined) return false
    await refreshed
    return true
  }

  return {
    async find(kid) {
      const refreshed = await refreshWhereOld()
      const known = usable()?.get(kid)
      if (known !== undefined) return known
      // It may be newer than the set; but nobody waits twice.
      if (!refreshed && (running !== undefined || mayFetch())) await refresh()
      const found = usable()?.get(kid)
      if (found === undefined && (usable() === undefined || last?.failure !== undefined)) {
        throw new KeysUnavailable(RETRY_AFTER_MS / 1000, last?.failure?.cause)
      }
      return found
    },
  }
}
