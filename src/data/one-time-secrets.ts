import type { OneTimeSecretStore } from '../accounts/one-time-secret-store.ts'
import type { Database } from './database.ts'
import { forgetFailuresOf } from './lockout-sql.ts'
import { epochRaised, noOneTimeSecret } from './schema.ts'
import { writeWithEvents } from './write-with-events.ts'

/** Stores one-time secrets in the rows of `users`. A user has one at most, and it goes with the row. */
export function createOneTimeSecretStore(database: Database): OneTimeSecretStore {
  const { kysely } = database
  return {
    issue({ userId, hmac, expiresAtMs, hash, act }) {
      const issued = { one_time_secret_hmac: hmac, one_time_secret_expires_at_ms: expiresAtMs }
      const guard = kysely
        .updateTable('users')
        .set({ ...epochRaised, ...issued, password_hash: hash, password_changed_at_ms: act.atMs })
        .where('id', '=', userId)
      return writeWithEvents(database, guard, [{ type: 'one_time_secret_made', userId, ...act }])
    },

    async find(usernameKey) {
      const row = await kysely
        .selectFrom('users')
        .select(['id', 'username', 'one_time_secret_hmac as hmac', 'one_time_secret_expires_at_ms as expires_at_ms'])
        .where('username_key', '=', usernameKey)
        .where('disabled_at_ms', 'is', null)
        .executeTakeFirst()
      if (row === undefined || row.hmac === null || row.expires_at_ms === null) return undefined
      return { userId: row.id, username: row.username, hmac: row.hmac, expiresAtMs: row.expires_at_ms }
    },

    use({ userId, hmac, hash, throttled, act }) {
      const guard = kysely
        .updateTable('users')
        .set({ ...epochRaised, ...noOneTimeSecret, password_hash: hash, password_changed_at_ms: act.atMs })
        .where('id', '=', userId)
        .where('disabled_at_ms', 'is', null)
        .where('one_time_secret_hmac', '=', hmac)
        .where('one_time_secret_expires_at_ms', '>', act.atMs)
      return writeWithEvents(database, guard, [{ type: 'password_reset', userId, ...act }], [forgetFailuresOf(database, throttled)])
    },
  }
}
