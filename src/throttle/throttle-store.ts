import type { ThrottleLimits } from './limits.ts'

/** What a guess is counted against; keys are HMACs. */
export interface Bucket {
  key: string
  /** The account that the bucket belongs to; undefined for the bucket of an address. */
  account: string | undefined
  /** The address that the bucket counts, which is kept while the bucket is shut. */
  address?: string
}

/** The current state of a bucket. Times are milliseconds since the epoch. */
export interface Counted {
  key: string
  failures: number
  /** The bucket is shut until then, unless that is further away than its delay (see `lockout.ts`). */
  opensAtMs: number
  /**
   * Until when the account knows the address. Null if nobody logged in from there, and for every other kind
   * of bucket.
   */
  knownUntilMs: number | null
}

/** What the right password changes in the throttle, in the same transaction as the session that it opens. */
export interface Settlement {
  /** Its failures are forgotten. */
  strangers: Bucket
  /** Its failures are forgotten, and the account knows its address from now on. */
  known: Bucket
  /** The counted guess is taken back. */
  address: Bucket
  nowMs: number
  /** Until when the account knows the address. */
  knownUntilMs: number
}

/**
 * The numbers of the lockout that the store applies in SQL (`data/lockout-sql.ts`). The rules are in
 * `lockout.ts`.
 */
export interface ThrottleRules {
  /**
   * Returns how long an account's bucket stays shut after this many failures in a row. Undefined means until
   * it is opened.
   */
  delayMs(failures: number): number | undefined
  /** From this many failures on, the bucket stays shut. */
  maxFailures: number
  /**
   * This many failures from one address within the window, against any accounts, shut the bucket of the
   * address.
   */
  addressFailures: number
  addressWindowMs: number
}

/** Every method throws a `Refusal` of code `unavailable` if the store cannot be read or written. */
export interface ThrottleStore {
  /** Reads the buckets that exist, and the limits that hold now, in one statement. */
  read(keys: readonly string[]): Promise<{ counted: Counted[]; limits: ThrottleLimits }>
  /**
   * Counts a guess against each bucket that is open at `nowMs` (`lockout.ts`), in one statement. Returns the
   * keys of those buckets.
   */
  count(buckets: readonly Bucket[], limits: ThrottleLimits, nowMs: number): Promise<string[]>
  /** Takes back a guess that was counted but never hashed. */
  giveBack(buckets: readonly Bucket[]): Promise<void>
  /** Forgets all failures of all accounts and addresses. Addresses that an account knows stay known. */
  forgetFailures(): Promise<void>
  /** Deletes rows that expired before `beforeMs`, at most `limit`. Returns how many. */
  sweep(beforeMs: number, limit: number): Promise<number>
}
