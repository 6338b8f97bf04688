import { createHmac } from 'node:crypto'
import { Refusal } from '../errors.ts'
import type { System } from '../system.ts'
import { accountShutForMs, addressShutForMs, KNOWN_FOR_MS, MAX_FAILURES } from './backoff.ts'
import type { Bucket, Counted, Settlement, ThrottleStore } from './throttle-store.ts'

/** `locked`: the guess must not be tried; to whoever made it, it is a wrong password. Without a settlement there is nothing to settle. */
export type Admission = { locked: true } | { locked: false; settlement: Settlement | undefined; giveBack(): Promise<void> }

export interface LoginThrottle {
  /**
   * Counts a guess before it is hashed, so that guesses in parallel count. Throws `too_many_requests` where too many came from the address.
   *
   * @param usernameKey Of any name, whether some user has it or not.
   */
  admit(guess: { usernameKey: string; addressKey: string }): Promise<Admission>
  /** Counts what has no account, such as a registration, against the address alone. Throws `too_many_requests`. */
  countAddress(addressKey: string): Promise<void>
  /** The account's key in the store. */
  accountKey(usernameKey: string): string
}

/**
 * Guesses are counted in buckets: one for each account and address that it was logged in from, one for all strangers to the account, one for each address. So nobody can
 * lock an owner out by guessing from elsewhere. Known and unknown names behave alike.
 */
export function createLoginThrottle({
  store,
  hmacKey,
  system,
}: {
  store: ThrottleStore
  /** 32 bytes, for this purpose alone. */
  hmacKey: Buffer
  system: System
}): LoginThrottle {
  // Each part is preceded by its length, so that no two lists of parts read alike.
  const hmac = (...parts: string[]) => {
    const text = parts.map((part) => `${part.length}:${part}`).join('')
    return createHmac('sha256', hmacKey).update(text).digest('base64url')
  }
  const accountKey = (usernameKey: string) => hmac('account', usernameKey)
  const addressBucket = (addressKey: string): Bucket => ({ key: hmac('address', addressKey), account: undefined })

  return {
    accountKey,
    async admit({ usernameKey, addressKey }) {
      const nowMs = system.nowMs()
      const account = accountKey(usernameKey)
      const address = addressBucket(addressKey)
      const strangers: Bucket = { key: hmac('strangers', usernameKey), account }
      const known: Bucket = { key: hmac('known', usernameKey, addressKey), account }
      const found = new Map((await store.read([address.key, strangers.key, known.key])).map((counted) => [counted.key, counted]))

      refuseShut(found.get(address.key), nowMs)
      const bucket = isKnown(found.get(known.key), nowMs) ? known : strangers
      const stands = found.get(bucket.key)
      const open = stands === undefined || accountShutForMs(stands, nowMs) === 0
      const counted = await store.count(open ? [bucket, address] : [address], nowMs)
      if (!counted.includes(address.key)) {
        // Others shut the address since it was read.
        await store.giveBack(counted.includes(bucket.key) ? [bucket] : [])
        throw tooMany(1)
      }
      if (!counted.includes(bucket.key)) return { locked: true }
      return {
        locked: false,
        settlement: { strangers, known, address, nowMs, knownUntilMs: nowMs + KNOWN_FOR_MS },
        giveBack: () => store.giveBack([bucket, address]),
      }
    },
    async countAddress(addressKey) {
      const address = addressBucket(addressKey)
      const nowMs = system.nowMs()
      const [found] = await store.read([address.key])
      refuseShut(found, nowMs)
      if ((await store.count([address], nowMs)).length === 0) throw tooMany(1)
    },
  }
}

const tooMany = (retryAfterSeconds: number) =>
  new Refusal('too_many_requests', 'Too many tries. Wait before the next one.', { retryAfterSeconds })

function refuseShut(address: Counted | undefined, nowMs: number): void {
  const shutMs = address === undefined ? 0 : addressShutForMs(address, nowMs)
  if (shutMs > 0) throw tooMany(Math.ceil(shutMs / 1000))
}

/** After as many failures as shut the strangers' bucket for good, an address is a stranger's again. */
const isKnown = (known: Counted | undefined, nowMs: number) =>
  known !== undefined && (known.knownUntilMs ?? 0) > nowMs && known.failures < MAX_FAILURES

/** For `MINTMARK_THROTTLE=off`: nothing is counted. */
export const noThrottle: LoginThrottle = {
  accountKey: () => '',
  admit: async () => ({ locked: false, settlement: undefined, giveBack: async () => {} }),
  countAddress: async () => {},
}
