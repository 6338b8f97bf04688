import type { ThrottleRules, ThrottleStore } from '../throttle/throttle-store.ts'
import type { Database } from './database.ts'
import { byKey, forgetFailuresOf, forgottenAtMs, isOpen, oneLess, oneMore } from './lockout-sql.ts'
import { COUNTED } from './schema.ts'
import { sweepTable } from './sweep.ts'
import { writeWithEvents } from './write-with-events.ts'

export function createThrottleStore(database: Database, rules: ThrottleRules): ThrottleStore {
  const { kysely } = database
  return {
    async read(keys) {
      const rows = await kysely.selectFrom('throttle').select(COUNTED.columns).where('key', 'in', keys).execute()
      return rows.map(COUNTED.read)
    },

    async count(buckets, nowMs) {
      const rows = byKey(buckets).map(({ key, account }) => ({
        key,
        account: account ?? null,
        failures: 1,
        since_ms: nowMs,
        opens_at_ms: 0,
        known_until_ms: null,
        expires_at_ms: forgottenAtMs(account, nowMs),
      }))
      const counted = await kysely
        .insertInto('throttle')
        .values(rows)
        .onConflict((conflict) => conflict.column('key').doUpdateSet(oneMore(rules, nowMs)).where(isOpen(rules, nowMs)))
        .returning('key')
        .execute()
      return counted.map(({ key }) => key)
    },

    async giveBack(buckets) {
      const [first, ...rest] = byKey(buckets).map(({ key }) =>
        kysely.updateTable('throttle').set(oneLess).where('key', '=', key).where('failures', '>', 0),
      )
      // The first is not meant as a guard. If its row is gone, the others have nothing to give back either.
      if (first !== undefined) await database.together(first, rest)
    },

    async forgetFailures() {
      await kysely.updateTable('throttle').set({ failures: 0, opens_at_ms: 0 }).where('failures', '>', 0).execute()
    },

    unlock: (account, event) => writeWithEvents(database, forgetFailuresOf(database, account), [event]),

    sweep: (beforeMs, limit) => sweepTable(database, { table: 'throttle', key: ['key'], column: 'expires_at_ms' }, beforeMs, limit),
  }
}
