/**
 * What the throttle holds against accounts and addresses, as operators see it and forget it. A guess asks the
 * store each time, so a change counts from the next one on, at every replica.
 *
 * @module
 */

import type { Act } from '../events/event.ts'
import type { System } from '../system.ts'
import type { BucketKeys } from './bucket-keys.ts'
import type { LimitStore } from './limits.ts'
import type { CountedAddress, LockStore } from './lock-store.ts'
import { accountShutForMs, addressShutForMs, isKnown, throttleRules } from './lockout.ts'
import type { Counted } from './throttle-store.ts'

/** What a bucket means for the next try. */
export type Lockout = { failures: number } & ({ kind: 'open' } | { kind: 'delayed'; opensAtMs: number } | { kind: 'shut' })

export interface AccountLockout {
  /** Of the addresses that the account knows, the one that is locked longest. */
  knownAddresses: Lockout
  /** Of all other addresses together. */
  otherAddresses: Lockout
}

export interface ThrottledAddress {
  /** The key of its bucket. */
  id: string
  address: string
  lockout: Lockout
}

/** Bounds the memory. Only who has the password makes an address known. */
const MAX_KNOWN = 100

export type AccountLocks = ReturnType<typeof createAccountLocks>

/** Creates what shows and forgets the failures of an account. It needs the keys of the buckets. */
export function createAccountLocks({ store, keys, system }: { store: LockStore; keys: BucketKeys; system: System }) {
  return {
    async find(usernameKey: string): Promise<AccountLockout> {
      const nowMs = system.nowMs()
      const [{ counted, limits }, known] = await Promise.all([
        store.read([keys.strangers(usernameKey)]),
        store.listKnown(keys.account(usernameKey), nowMs, MAX_KNOWN),
      ])
      const rules = throttleRules(limits)
      const ofBucket = (bucket: Pick<Counted, 'failures' | 'opensAtMs'> = NOTHING): Shut => ({
        failures: bucket.failures,
        shutMs: accountShutForMs(rules, bucket, nowMs),
      })
      const ofKnown = known.filter((bucket) => isKnown(bucket, nowMs)).map(ofBucket)
      const [worst = ofBucket()] = ofKnown.sort((a, b) => b.shutMs - a.shutMs || b.failures - a.failures)
      return { knownAddresses: lockoutOf(worst, nowMs), otherAddresses: lockoutOf(ofBucket(counted[0]), nowMs) }
    },

    /** Forgets the failures that were counted against an account. Returns false if there were none. */
    unlock: ({ id, usernameKey }: { id: string; usernameKey: string }, act: Act): Promise<boolean> =>
      store.unlockAccount(keys.account(usernameKey), { type: 'user_unlocked', userId: id, ...act }),
  }
}

export type AddressLocks = ReturnType<typeof createAddressLocks>

/** Creates what shows and forgets the failures of addresses. */
export function createAddressLocks({ store, limits, system }: { store: LockStore; limits: LimitStore; system: System }) {
  const shown = (counted: CountedAddress): ThrottledAddress => {
    const nowMs = system.nowMs()
    const lockout = lockoutOf({ failures: counted.failures, shutMs: addressShutForMs(counted, nowMs) }, nowMs)
    return { id: counted.key, address: counted.address, lockout }
  }
  return {
    /** Lists the addresses that were shut within a day, by id. */
    list: async ({ afterId, limit }: { afterId?: string | undefined; limit: number }): Promise<ThrottledAddress[]> =>
      (await store.listAddresses({ afterKey: afterId, limit })).map(shown),

    /** Counts the names that are locked for strangers. Nobody can say which they are. */
    countLockedNames: async (): Promise<number> => store.countShutNames(throttleRules(await limits.read()), system.nowMs()),

    /** Forgets the failures of an address. Returns the address, or undefined if it is not in the list. */
    async unlock(idOrAddress: string, act: Act): Promise<string | undefined> {
      const found = await store.findAddress(idOrAddress)
      if (found === undefined) return undefined
      const { address } = found
      const event = { type: 'address_unlocked', ...act, detail: { unlocked: address } } as const
      return (await store.unlockAddress(address, event)) ? address : undefined
    },
  }
}

/** For `MINTMARK_THROTTLE=off`: nothing is locked. */
export const noAddressLocks: AddressLocks = {
  list: async () => [],
  countLockedNames: async () => 0,
  unlock: async () => undefined,
}

interface Shut {
  failures: number
  shutMs: number
}

const NOTHING = { failures: 0, opensAtMs: 0 }

function lockoutOf({ failures, shutMs }: Shut, nowMs: number): Lockout {
  if (shutMs === Number.POSITIVE_INFINITY) return { kind: 'shut', failures }
  return shutMs === 0 ? { kind: 'open', failures } : { kind: 'delayed', failures, opensAtMs: nowMs + shutMs }
}
