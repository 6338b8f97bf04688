import { sql } from 'kysely'
import type { CountedAddress, LockStore } from '../throttle/lock-store.ts'
import type { Database } from './database.ts'
import { forgetFailuresOf, guessTimes, isOpen, opened } from './lockout-sql.ts'
import { createReadBuckets } from './read-buckets.ts'
import { COUNTED } from './schema.ts'
import { writeWithEvents } from './write-with-events.ts'

export function createLockStore(database: Database): LockStore {
  const { kysely } = database
  // The index of addresses has only the rows that have one.
  const kept = () =>
    kysely
      .selectFrom('throttle')
      .select([...COUNTED.columns, 'address'])
      .where('address', 'is not', null)
      .$narrowType<{ address: string }>()

  return {
    read: createReadBuckets(database),

    async listKnown(account, nowMs, limit) {
      const failing = kysely.selectFrom('throttle').select(COUNTED.columns).where('account', '=', account).where('failures', '>', 0)
      const known = failing.where('known_until_ms', '>', nowMs).orderBy('opens_at_ms', 'desc').orderBy('failures', 'desc')
      return (await known.limit(limit).execute()).map(COUNTED.read)
    },

    unlockAccount: (account, event) => writeWithEvents(database, forgetFailuresOf(database, account), [event]),

    async listAddresses({ afterKey = '', limit }) {
      return (await kept().where('key', '>', afterKey).orderBy('key').limit(limit).execute()).map(toAddress)
    },

    async findAddress(text) {
      const row = await kept()
        .where((is) => is.or([is('key', '=', text), is('address', '=', text)]))
        .executeTakeFirst()
      return row && toAddress(row)
    },

    unlockAddress(address, event) {
      // After a change of the service secret, an address may have two buckets.
      const guard = kysely
        .updateTable('throttle')
        .set({ failures: 0, ...opened })
        .where('address', '=', address)
      return writeWithEvents(database, guard, [event])
    },

    async countShutNames(rules, nowMs) {
      const shut = kysely
        .selectFrom('throttle')
        // The index has only the rows of which this is true.
        .where(sql<boolean>`opens_at_ms > 0`)
        .where('account', 'is not', null)
        .where('known_until_ms', 'is', null)
        .where((is) => is.not(isOpen(rules, guessTimes(rules, nowMs))))
      const { count } = await shut.select((is) => is.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return Number(count)
    },
  }
}

const toAddress = ({ address, ...row }: Parameters<typeof COUNTED.read>[0] & { address: string }): CountedAddress => ({
  ...COUNTED.read(row),
  address,
})
