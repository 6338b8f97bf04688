/**
 * The room of the throttle: how often a password may be guessed, and how often a client may be refused. It
 * knows neither accounts nor clients: it counts keys that callers pass in.
 *
 * A new limit on guesses is a method here, with its numbers in `lockout.ts`. A new limit on refusals is a
 * method of `RefusalLimiter`.
 *
 * @module
 */

import { Refusal } from '../errors.ts'
import type { System } from '../system.ts'
import type { BucketKeys } from './bucket-keys.ts'
import { accountShutForMs, addressShutForMs, isKnown, KNOWN_FOR_MS, throttleRules } from './lockout.ts'
import type { Bucket, Counted, Settlement, ThrottleStore } from './throttle-store.ts'

/**
 * `locked` means that the account is locked out (`lockout.ts`): the guess is answered like a wrong password.
 */
export type Admission =
  | { kind: 'locked' }
  /** `settlement` is undefined only if the throttle is off. */
  | { kind: 'admitted'; settlement: Settlement | undefined; giveBack(): Promise<void> }

export interface LoginThrottle {
  /**
   * Counts a guess before it is hashed, so that guesses in parallel are all counted.
   *
   * @param usernameKey The key of any name, whether a user has it or not.
   * @throws {Refusal} `too_many_requests` if too many guesses came from the address.
   */
  admit(guess: { usernameKey: string; addressKey: string }): Promise<Admission>
  /**
   * Counts a request without an account, such as a registration, against the address alone.
   *
   * @throws {Refusal} `too_many_requests` if too many came from the address.
   */
  countAddress(addressKey: string): Promise<void>
  /** Returns the account's key in the store. */
  accountKey(usernameKey: string): string
}

/** How many tries were held back, by what was shut, in plain numbers that `/metrics` reads. */
export type HeldBack = Record<'account' | 'address' | 'client', number>

export const nobodyHeldBack = (): HeldBack => ({ account: 0, address: 0, client: 0 })

/**
 * Counts guesses in buckets: one per account and known address, one for the account's other addresses, and
 * one per address. So nobody can lock an owner out from another address; unknown names are counted like all
 * others.
 */
export function createLoginThrottle({
  store,
  keys,
  system,
  heldBack = nobodyHeldBack(),
}: {
  store: ThrottleStore
  keys: BucketKeys
  system: System
  heldBack?: HeldBack | undefined
}): LoginThrottle {
  const addressBucket = (addressKey: string): Bucket => ({ key: keys.address(addressKey), account: undefined, address: addressKey })
  const tooMany = (retryAfterSeconds: number) => {
    heldBack.address += 1
    return new Refusal('too_many_requests', 'Too many tries. Wait before the next one.', { retryAfterSeconds })
  }
  function refuseShut(address: Counted | undefined, nowMs: number): void {
    const shutMs = address === undefined ? 0 : addressShutForMs(address, nowMs)
    if (shutMs > 0) throw tooMany(Math.ceil(shutMs / 1000))
  }

  return {
    accountKey: keys.account,
    async admit({ usernameKey, addressKey }) {
      const nowMs = system.nowMs()
      const account = keys.account(usernameKey)
      const address = addressBucket(addressKey)
      const strangers: Bucket = { key: keys.strangers(usernameKey), account }
      const known: Bucket = { key: keys.known(usernameKey, addressKey), account }
      const { counted: read, limits } = await store.read([address.key, strangers.key, known.key])
      const buckets = new Map(read.map((one) => [one.key, one]))

      refuseShut(buckets.get(address.key), nowMs)
      const bucket = isKnown(buckets.get(known.key), nowMs) ? known : strangers
      const current = buckets.get(bucket.key)
      const open = current === undefined || accountShutForMs(throttleRules(limits), current, nowMs) === 0
      const counted = await store.count(open ? [bucket, address] : [address], limits, nowMs)
      if (!counted.includes(address.key)) {
        // Other guesses shut the address after it was read.
        await store.giveBack(counted.includes(bucket.key) ? [bucket] : [])
        throw tooMany(1)
      }
      if (!counted.includes(bucket.key)) {
        heldBack.account += 1
        return { kind: 'locked' }
      }
      return {
        kind: 'admitted',
        settlement: { strangers, known, address, nowMs, knownUntilMs: nowMs + KNOWN_FOR_MS },
        giveBack: () => store.giveBack([bucket, address]),
      }
    },
    async countAddress(addressKey) {
      const address = addressBucket(addressKey)
      const nowMs = system.nowMs()
      const { counted, limits } = await store.read([address.key])
      refuseShut(counted[0], nowMs)
      if ((await store.count([address], limits, nowMs)).length === 0) throw tooMany(1)
    },
  }
}

/** For `MINTMARK_THROTTLE=off`: nothing is counted. */
export const noThrottle: LoginThrottle = {
  accountKey: () => '',
  admit: async () => ({ kind: 'admitted', settlement: undefined, giveBack: async () => {} }),
  countAddress: async () => {},
}
