import type { Bucket, ThrottleRules, ThrottleStore } from '../throttle/throttle-store.ts'
import type { RowOf } from './columns.ts'
import type { Database } from './database.ts'
import { byKey, createTakeBack, type GuessTimes, guessTimes, isOpen, oneMore, opened } from './lockout-sql.ts'
import { COUNTED } from './schema.ts'
import { compiledOnceEach } from './statement.ts'
import { sweepTable } from './sweep.ts'

export function createThrottleStore(database: Database, rules: ThrottleRules): ThrottleStore {
  const { kysely } = database
  const takeBack = createTakeBack(database)
  const counting = compiledOnceEach<Guess, { key: string }>((guess, length) => {
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

  return {
    read: createReadCounted(database),

    async count(buckets, nowMs) {
      const { rows } = await kysely.executeQuery(counting(guessOf(buckets, guessTimes(rules, nowMs)), buckets.length))
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

/** Reads the buckets of these keys that exist. */
export function createReadCounted({ kysely }: Database): ThrottleStore['read'] {
  const reading = compiledOnceEach<readonly string[], RowOf<typeof COUNTED>>((keys, length) =>
    kysely
      .selectFrom('throttle')
      .select(COUNTED.columns)
      .where(
        'key',
        'in',
        listOf(length, (i) => keys[i]!),
      ),
  )
  return async (keys) => {
    const { rows } = await kysely.executeQuery(reading(keys, keys.length))
    return rows.map(COUNTED.read)
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
    guess[`forgottenMs${i}`] = account === undefined ? times.addressForgottenMs : times.accountForgottenMs
  }
  return guess
}

const listOf = <T>(length: number, at: (i: number) => T): T[] => Array.from({ length }, (_, i) => at(i))
