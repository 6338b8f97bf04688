import type { AuditEvent } from '../events/event.ts'

/** What a guess is counted against; keys are HMACs. */
export interface Bucket {
  key: string
  /** The account that the bucket belongs to; undefined for the bucket of an address. */
  account: string | undefined
}

/** A bucket as it stands. Times are milliseconds since the epoch. */
export interface Counted {
  key: string
  failures: number
  /** It is shut before this, unless that is further away than its delay; see `lockout.ts`. */
  opensAtMs: number
  /**
   * Until when the address is known to the account. Null if nobody logged in from there, and for every other
   * bucket.
   */
  knownUntilMs: number | null
}

/** What the right password changes; written in one transaction with the session that it opens. */
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

/**
 * The numbers of the lockout that the store applies in SQL (`data/throttle.ts`); the rules stand in
 * `lockout.ts`.
 */
export interface ThrottleRules {
  /**
   * How long the bucket of an account stays shut after this many failures in a row; undefined: until an
   * operator opens it.
   */
  delayMs(failures: number): number | undefined
  /** From this many failures on, the bucket stays shut. */
  maxFailures: number
  /**
   * This many failures from one address within the window, whatever the accounts, shut the bucket of the
   * address.
   */
  addressFailures: number
  addressWindowMs: number
}

/** Every method throws a `Refusal` of code `unavailable` if the store cannot be read or written. */
export interface ThrottleStore {
  read(keys: readonly string[]): Promise<Counted[]>
  /**
   * In one statement: counts a guess against each bucket that is open at `nowMs` (`lockout.ts`). Returns the
   * keys of those.
   */
  count(buckets: readonly Bucket[], nowMs: number): Promise<string[]>
  /** Takes back a guess that was counted and never hashed. */
  giveBack(buckets: readonly Bucket[]): Promise<void>
  /** Forgets what was counted against the account, from any address. Returns false if there was nothing. */
  unlock(account: string, event: AuditEvent): Promise<boolean>
  /** Forgets every failure, of each account and each address. Addresses that an account knows stay known. */
  forgetFailures(): Promise<void>
  /** Removes rows that expired before `beforeMs`, at most `limit`. Returns how many. */
  sweep(beforeMs: number, limit: number): Promise<number>
}
