import type { AuditEvent } from '../events/event.ts'
import type { Counted, ThrottleRules, ThrottleStore } from './throttle-store.ts'

/** The bucket of an address, with the address itself: it is kept if the bucket was shut within a day. */
export interface CountedAddress extends Counted {
  address: string
}

/**
 * What operators read and forget of the throttle. Each change is written with its event.
 *
 * @throws {Refusal} unavailable, from every method, if the store cannot be read or written.
 */
export interface LockStore {
  read: ThrottleStore['read']
  /**
   * Lists the buckets of the account's known addresses that have failures. The one that opens last comes
   * first.
   */
  listKnown(account: string, nowMs: number, limit: number): Promise<Counted[]>
  /** Forgets all failures of the account, from any address. Returns false if there were none. */
  unlockAccount(account: string, event: AuditEvent): Promise<boolean>
  /** Lists the addresses that are kept, by key. */
  listAddresses(page: { afterKey?: string | undefined; limit: number }): Promise<CountedAddress[]>
  /** Finds an address that is kept, by the key of its bucket or by itself. */
  findAddress(keyOrAddress: string): Promise<CountedAddress | undefined>
  /** Forgets an address that is kept, and its failures. Returns false if it is not kept. */
  unlockAddress(address: string, event: AuditEvent): Promise<boolean>
  /** Counts the strangers' buckets that are shut at `nowMs`. Each is of one name. */
  countShutNames(rules: ThrottleRules, nowMs: number): Promise<number>
}
