import type { RevokedTokenStore } from '../clients/revoked-token-store.ts'
import type { Database } from './database.ts'
import { THE_ROW } from './schema.ts'
import { sweepTable } from './sweep.ts'
import { writeWithEvents } from './write-with-events.ts'

export function createRevokedTokenStore(database: Database): RevokedTokenStore {
  const { kysely } = database
  return {
    async findServiceTokenLife({ clientId, jti }) {
      const row = await kysely
        .selectFrom('service_state as state')
        .leftJoin('clients as client', (join) => join.on('client.id', '=', clientId).on('client.disabled_at_ms', 'is', null))
        .leftJoin('revoked_tokens as revoked', (join) => join.on('revoked.jti', '=', jti))
        .select(['state.keys_version', 'client.epoch as client_epoch', 'client.scope as client_scope', 'revoked.jti as revoked_jti'])
        .where('state.id', '=', THE_ROW)
        .executeTakeFirstOrThrow()
      const { client_epoch: clientEpoch, client_scope: scope, keys_version: keysVersion } = row
      return { clientEpoch, clientScope: scope ?? '', revoked: row.revoked_jti !== null, keysVersion }
    },

    async revoke({ jti, expiresAtMs }, event) {
      const insert = kysely.insertInto('revoked_tokens').values({ jti, expires_at_ms: expiresAtMs })
      const unlessRevoked = insert.onConflict((conflict) => conflict.column('jti').doNothing())
      await writeWithEvents(database, unlessRevoked, [event])
    },

    sweepRevoked: (beforeMs, limit) =>
      sweepTable(database, { table: 'revoked_tokens', key: ['jti'], column: 'expires_at_ms' }, beforeMs, limit),
  }
}
