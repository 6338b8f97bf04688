import type { ThrottleLimits } from '../throttle/limits.ts'
import type { Bucket, ThrottleRules, ThrottleStore } from '../throttle/throttle-store.ts'
import type { Database } from './database.ts'
import { byKey, createTakeBack, type GuessTimes, guessTimes, isOpen, oneMore, opened } from './lockout-sql.ts'
import { createReadBuckets } from './read-buckets.ts'
import { compiledOnceEach } from './statement.ts'
import { sweepTable } from './sweep.ts'

export function createThrottleStore(database: Database, rulesOf: (limits: ThrottleLimits) => ThrottleRules): ThrottleStore {
  const { kysely } = database
  const takeBack = createTakeBack(database)
  const counting = createCounting(database, rulesOf)

  return {
    read: createReadBuckets(database),

    async count(buckets, limits, nowMs) {
      const { rows } = await kysely.executeQuery(counting(buckets, limits, nowMs))
      return rows.map(({ key }) => key)
    },

    async giveBack(buckets) {
      const [first, ...rest] = byKey(buckets).map(takeBack)
      // The first is not meant as a guard. If its row is gone, the others have nothing to give back either.
      if (first !== undefined) await database.together(first, rest)
    },

    async forgetFailures() {
      await kysely
        .updateTable('throttle')
        .set({ failures: 0, ...opened })
        .where('failures', '>', 0)
        .execute()
    },

    sweep: (beforeMs, limit) => sweepTable(database, { table: 'throttle', key: ['key'], column: 'expires_at_ms' }, beforeMs, limit),
  }
}

/**
 * Creates the statement that counts a guess. It is made again if the limits change, since they are literals
 * in its text.
 */
function createCounting({ kysely }: Database, rulesOf: (limits: ThrottleLimits) => ThrottleRules) {
  const made = (rules: ThrottleRules) =>
    compiledOnceEach<Guess, { key: string }>((guess, length) => {
      const first = { failures: 1, since_ms: guess.nowMs, opens_at_ms: 0, known_until_ms: null }
      const rows = listOf(length, (i) => ({
        key: guess[`key${i}`]!,
        account: guess[`account${i}`]!,
        ...first,
        expires_at_ms: guess[`forgottenMs${i}`]!,
      }))
      return kysely
        .insertInto('throttle')
        .values(rows)
        .onConflict((conflict) => conflict.column('key').doUpdateSet(oneMore(rules, guess)).where(isOpen(rules, guess)))
        .returning('key')
    })
  let last: { limits: string; rules: ThrottleRules; counting: ReturnType<typeof made> } | undefined
  return (buckets: readonly Bucket[], limits: ThrottleLimits, nowMs: number) => {
    const text = JSON.stringify(limits)
    if (last?.limits !== text) {
      const rules = rulesOf(limits)
      last = { limits: text, rules, counting: made(rules) }
    }
    return last.counting(guessOf(buckets, guessTimes(last.rules, nowMs)), buckets.length)
  }
}

/** A guess, with the buckets that count it by their numbers. */
type Guess = GuessTimes & {
  address: string | null
  [key: `key${number}`]: string
  [account: `account${number}`]: string | null
  [forgotten: `forgottenMs${number}`]: number
}

function guessOf(buckets: readonly Bucket[], times: GuessTimes): Guess {
  const guess: Guess = { ...times, address: buckets.find(({ account }) => account === undefined)?.address ?? null }
  for (const [i, { key, account }] of byKey(buckets).entries()) {
    guess[`key${i}`] = key
    guess[`account${i}`] = account ?? null
    guess[`forgottenMs${i}`] = account === undefined ? times.nowMs : times.accountForgottenMs
  }
  return guess
}

const listOf = <T>(length: number, at: (i: number) => T): T[] => Array.from({ length }, (_, i) => at(i))
