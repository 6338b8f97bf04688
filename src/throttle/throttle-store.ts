import type { AuditEvent } from '../events/event.ts'

/** What a guess is counted against; keys are HMACs. */
export interface Bucket {
  key: string
  /** The account that it is of; undefined for the bucket of an address. */
  account: string | undefined
}

/** A bucket as it stands. Times are milliseconds since the epoch. */
export interface Counted {
  key: string
  failures: number
  /** It is shut before this, unless that is further away than its delay; see `backoff.ts`. */
  opensAtMs: number
  /** Until when the address is known to the account; null where it never logged in from there, and for every other bucket. */
  knownUntilMs: number | null
}

/** What a good guess changes; written in the transaction of what it opens. */
export interface Settlement {
  /** Failures forgotten. */
  strangers: Bucket
  /** Failures forgotten, and the address known from now on. */
  known: Bucket
  /** The guess that was counted is taken back. */
  address: Bucket
  nowMs: number
  /** Until when the address is known to the account. */
  knownUntilMs: number
}

/** What the store counts by; the rules themselves stand in `backoff.ts`. */
export interface ThrottleRules {
  /** How long the bucket of an account stays shut after its `failures`th failure in a row; undefined: until it is opened. */
  delayMs(failures: number): number | undefined
  /** From so many on a bucket stays shut. */
  maxFailures: number
  /** From one address: so many failures within the window, whatever the accounts. */
  addressFailures: number
  addressWindowMs: number
}

/** Every method throws a `Refusal` of code `unavailable` where the store cannot be read or written. */
export interface ThrottleStore {
  read(keys: readonly string[]): Promise<Counted[]>
  /** Counts a guess against each bucket that is open at `nowMs`, as `backoff.ts` says, in one statement; the keys of those that were. */
  count(buckets: readonly Bucket[], nowMs: number): Promise<string[]>
  /** Takes back a guess that was counted and never hashed. */
  giveBack(buckets: readonly Bucket[]): Promise<void>
  /** Forgets what was counted against the account, from wherever. False where there was nothing. */
  unlock(account: string, event: AuditEvent): Promise<boolean>
  /** Forgets every failure, of each account and each address. Addresses that an account knows stay known. */
  forgetFailures(): Promise<void>
  /** Removes what has said nothing since `beforeMs`, at most `limit`; how many. */
  sweep(beforeMs: number, limit: number): Promise<number>
}
