/**
 * The lockout in SQL: one statement applies the rules of `throttle/lockout.ts` (`throttleRules`) to a bucket.
 * So guesses in parallel are all counted. The delays are generated from the rules, and are literals in the
 * text.
 *
 * @module
 */

import { type Compilable, type RawBuilder, sql } from 'kysely'
import type { Bucket, Settlement, ThrottleRules } from '../throttle/throttle-store.ts'
import type { Database } from './database.ts'
import { compiledOnce } from './statement.ts'

const DAY_MS = 24 * 3_600_000
/** An account's bucket is forgotten after this long without a guess, unless it is shut for good. */
const FORGET_AFTER_MS = 30 * DAY_MS
/** Later than any time. */
const NEVER_MS = Number.MAX_SAFE_INTEGER

/** Forgets the failures of an account, from every address. */
export const forgetFailuresOf = ({ kysely }: Database, account: string): Compilable =>
  kysely.updateTable('throttle').set(forgotten).where('account', '=', account).where('failures', '>', 0)

/**
 * Returns what a right password changes, for the transaction of the session that it opens. Rows are changed
 * in the order of their keys, so that no two transactions wait for each other.
 */
export function createCountSuccess({ kysely }: Database): (settlement: Settlement) => Compilable[] {
  const forgetStrangers = compiledOnce<Keyed, unknown>(({ key }) => kysely.updateTable('throttle').where('key', '=', key).set(forgotten))
  const takeBack = createTakeBack({ kysely })
  const know = compiledOnce<Keyed & { account: string | null; nowMs: number; knownUntilMs: number }, unknown>(
    ({ key, account, nowMs, knownUntilMs }) => {
      const knownNow = { failures: 0, opens_at_ms: 0, known_until_ms: knownUntilMs, expires_at_ms: knownUntilMs }
      return kysely
        .insertInto('throttle')
        .values({ key, account, since_ms: nowMs, ...knownNow })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(knownNow))
    },
  )
  return ({ strangers, known, address, nowMs, knownUntilMs }) => {
    const statements: [Bucket, Compilable][] = [
      [strangers, forgetStrangers(strangers)],
      [address, takeBack(address)],
      [known, know({ key: known.key, account: known.account ?? null, nowMs, knownUntilMs })],
    ]
    return statements.sort(([a], [b]) => compareKeys(a, b)).map(([, statement]) => statement)
  }
}

type Keyed = Pick<Bucket, 'key'>

const compareKeys = (a: Bucket, b: Bucket) => (a.key < b.key ? -1 : 1)
export const byKey = (buckets: readonly Bucket[]) => [...buckets].sort(compareKeys)

/** The bucket is open from now on. */
export const opened = { opens_at_ms: 0, address: null }

/**
 * A bucket that was shut for good had no end. Now it goes when its address is no longer known, or at once.
 */
const forgotten = {
  failures: 0,
  ...opened,
  expires_at_ms: sql<number>`case when expires_at_ms = ${sql.lit(NEVER_MS)} then coalesce(known_until_ms, 0) else expires_at_ms end`,
}

/** Takes one failure of a bucket back, as long as it has any. */
export const createTakeBack = ({ kysely }: Pick<Database, 'kysely'>): ((bucket: Keyed) => Compilable) =>
  compiledOnce<Keyed, unknown>(({ key }) =>
    kysely
      .updateTable('throttle')
      .set({ failures: sql<number>`failures - 1`, ...opened })
      .where('key', '=', key)
      .where('failures', '>', 0),
  )

const isAddress = sql`throttle.account is null`

/** The time of a guess, and what follows from it. As parameters, they let each statement be built once. */
export interface GuessTimes {
  nowMs: number
  /** A window of an address that began then, or earlier, is over. */
  windowOverMs: number
  /** From then on the bucket of an account may be forgotten, and that of an address from the guess on. */
  accountForgottenMs: number
}

export const guessTimes = ({ addressWindowMs }: ThrottleRules, nowMs: number): GuessTimes => ({
  nowMs,
  windowOverMs: nowMs - addressWindowMs,
  accountForgottenMs: nowMs + FORGET_AFTER_MS,
})

/** `accountShutForMs` and `addressShutForMs` of `throttle/lockout.ts`, in SQL. */
export function isOpen(rules: ThrottleRules, { nowMs }: GuessTimes) {
  const opensAt = sql`throttle.opens_at_ms`
  const longest = sql`case when ${isAddress} then ${sql.lit(rules.addressWindowMs)} else ${delay(rules, sql`throttle.failures`)} end`
  const staysShut = sql`not (${isAddress}) and throttle.failures >= ${sql.lit(rules.maxFailures)}`
  return sql<boolean>`(${opensAt} <= ${nowMs} or ${opensAt} - ${nowMs} > ${longest}) and not (${staysShut})`
}

/** Counts one more failure: in a row for an account, within the window for an address. */
export function oneMore(
  rules: ThrottleRules,
  { nowMs, windowOverMs, accountForgottenMs, address }: GuessTimes & { address: string | null },
) {
  // A window that begins in the future came from a clock that was ahead. It would last too long.
  const isOver = sql`${isAddress} and (throttle.since_ms <= ${windowOverMs} or throttle.since_ms > ${nowMs})`
  const failures = sql<number>`case when ${isOver} then 1 else throttle.failures + 1 end`
  const shuts = sql`throttle.failures + 1 >= ${sql.lit(rules.addressFailures)} and not (${isOver})`
  const ofAddress = sql`case when ${shuts} then throttle.since_ms + ${sql.lit(rules.addressWindowMs)} else 0 end`
  return {
    failures,
    address: sql<string | null>`case when ${isAddress} and ${shuts} then cast(${address} as text) end`,
    since_ms: sql<number>`case when ${isOver} then ${nowMs} else throttle.since_ms end`,
    opens_at_ms: sql<number>`case when ${isAddress} then ${ofAddress} else ${opensAfter(rules, nowMs)} end`,
    // Housekeeping deletes a row only a day after this time, so an address is kept for a day.
    expires_at_ms: sql<number>`case when ${isAddress} then ${nowMs}
      when throttle.failures + 1 >= ${sql.lit(rules.maxFailures)} then ${sql.lit(NEVER_MS)}
      when throttle.known_until_ms > ${accountForgottenMs} then throttle.known_until_ms
      else ${accountForgottenMs} end`,
  }
}

/** When an account's bucket opens after one more failure. */
function opensAfter(rules: ThrottleRules, nowMs: number) {
  const count = sql`throttle.failures + 1`
  const after = delay(rules, count)
  return sql<number>`case when ${count} >= ${sql.lit(rules.maxFailures)} then ${sql.lit(NEVER_MS)}
    when ${after} = 0 then 0 else ${after} + cast(${nowMs} as bigint) end`
}

/**
 * `ThrottleRules.delayMs`, in SQL: one branch for each count at which the delay changes. There is none for a
 * bucket that stays shut.
 */
function delay({ delayMs, maxFailures }: ThrottleRules, failures: RawBuilder<unknown>) {
  const counts = Array.from({ length: maxFailures }, (_, count) => count).filter(
    (count) => count > 0 && delayMs(count) !== delayMs(count - 1),
  )
  const branches = counts.map((count) => sql`when ${failures} < ${sql.lit(count)} then ${sql.lit(delayMs(count - 1)!)}`)
  const longest = sql.lit(delayMs(maxFailures - 1)!)
  return branches.length === 0 ? longest : sql`case ${sql.join(branches, sql` `)} else ${longest} end`
}
