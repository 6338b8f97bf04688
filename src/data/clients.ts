import { type Compilable, type ExpressionBuilder, sql } from 'kysely'
import type { StoredSecret } from '../clients/client-secret.ts'
import type { ClientChange, ClientStore } from '../clients/client-store.ts'
import type { Act, AuditEvent } from '../events/event.ts'
import { CLIENT_COLUMNS, changedColumns, SECRET_COLUMNS, scopeColumn, toClient, toClientRow, toSecret, toSecretRow } from './client-rows.ts'
import type { Database } from './database.ts'
import { recording, writeWithEvents } from './events.ts'
import type { ClientSecretsTable, ClientsTable, Tables } from './schema.ts'
import { sweepTable } from './sweep.ts'

type ClientEvent = Pick<AuditEvent, 'type' | 'detail'>

export function createClientStore(database: Database): ClientStore {
  const { kysely } = database
  const update = (id: string) => kysely.updateTable('clients').where('id', '=', id)
  const insertSecret = (id: string, secret: StoredSecret) => kysely.insertInto('client_secrets').values(toSecretRow(id, secret))
  /** Where the guard changes a row, the rest and the event are written with it. */
  const changed = (guard: Compilable, events: ClientEvent[], clientId: string, act: Act, rest?: Compilable[]) =>
    writeWithEvents(
      database,
      guard,
      events.map((event) => ({ ...event, clientId, ...act })),
      rest,
    )

  return {
    create(client, secret, act) {
      const insert = kysely.insertInto('clients').values(toClientRow(client))
      const unlessTaken = insert.onConflict((conflict) => conflict.column('id').doNothing())
      const created: ClientEvent = { type: 'client_created', detail: { scope: scopeColumn(client.scope) ?? undefined } }
      return changed(unlessTaken, [created], client.id, act, secret === undefined ? [] : [insertSecret(client.id, secret)])
    },

    async find(id) {
      const [row, secrets] = await Promise.all([
        kysely.selectFrom('clients').select(CLIENT_COLUMNS).where('id', '=', id).executeTakeFirst(),
        kysely.selectFrom('client_secrets').select(SECRET_COLUMNS).where('client_id', '=', id).execute(),
      ])
      return row && { ...toClient(row), secrets: secrets.map(toSecret), asRead: row }
    },

    async list({ afterId = '', limit }) {
      const after = kysely.selectFrom('clients').select(CLIENT_COLUMNS).where('id', '>', afterId)
      return (await after.orderBy('id').limit(limit).execute()).map(toClient)
    },

    async change({ id, asRead }, change, act) {
      const guard = update(id)
        .where(isStill(asRead as ClientsTable))
        .set(changedColumns(change))
        .returning(CLIENT_COLUMNS)
      const events = eventsOf(change, (asRead as ClientsTable).scope).map((event) => ({ ...event, clientId: id, ...act }))
      const results = await database.together(guard, [recording(database, ...events)])
      return results && toClient(results[0]!.rows[0] as ClientsTable)
    },

    delete: (id, act) =>
      changed(kysely.deleteFrom('clients').where('id', '=', id), [{ type: 'client_deleted' }], id, act, [
        kysely.deleteFrom('client_secrets').where('client_id', '=', id),
      ]),

    async rotateSecret(id, secret, previousExpiresAtMs, act) {
      // Changes nothing, and lets no other rotation of this client in meanwhile.
      const guard = update(id).set({ created_at_ms: sql<number>`created_at_ms` })
      const results = await database.together(guard, [
        removeSecrets(database, id, { keepNewest: previousExpiresAtMs !== null }),
        ...(previousExpiresAtMs === null ? [] : [endSecrets(database, id, previousExpiresAtMs)]),
        insertSecret(id, secret),
        recording(database, { type: 'client_secret_rotated', clientId: id, ...act }),
      ])
      return results?.[1]?.rows.map((row) => toSecret(row as ClientSecretsTable))
    },

    async rekeySecret(id, from, to) {
      await kysely.updateTable('client_secrets').set({ hmac: to }).where('id', '=', id).where('hmac', '=', from).execute()
    },

    async listKeyedOtherwise(keyPrefix, nowMs) {
      const live = kysely
        .selectFrom('client_secrets')
        .where((is) => is.or([is('expires_at_ms', 'is', null), is('expires_at_ms', '>', nowMs)]))
      const others = live.where(sql`substr(hmac, 1, ${sql.lit(keyPrefix.length)})`, '<>', keyPrefix)
      return (await others.select('client_id').distinct().orderBy('client_id').execute()).map((row) => row.client_id)
    },

    async rememberAssertion({ clientId, jti, expiresAtMs }) {
      const insert = kysely.insertInto('client_assertions').values({ client_id: clientId, jti, expires_at_ms: expiresAtMs })
      const result = await insert.onConflict((conflict) => conflict.columns(['client_id', 'jti']).doNothing()).executeTakeFirst()
      return result.numInsertedOrUpdatedRows === 1n
    },

    sweepAssertions: (beforeMs, limit) =>
      sweepTable(database, { table: 'client_assertions', key: ['client_id', 'jti'], column: 'expires_at_ms' }, beforeMs, limit),
  }
}

/** Column by column, as they were written: of keys there are several spellings. */
const isStill = (row: ClientsTable) => (is: ExpressionBuilder<Tables, 'clients'>) =>
  is.and(CLIENT_COLUMNS.map((column) => is(column, 'is not distinct from', row[column])))

/** Each has an event of its own. @param previousScope As it is kept. */
function eventsOf({ disabledAtMs, ...others }: ClientChange, previousScope: string | null = null): ClientEvent[] {
  const standing: ClientEvent[] = disabledAtMs === undefined ? [] : [{ type: disabledAtMs === null ? 'client_enabled' : 'client_disabled' }]
  const changed = Object.keys(others).map((member) => member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  if (changed.length === 0) return standing
  const scope = others.scope && scopeColumn(others.scope)
  const scopes = scope === undefined ? {} : { scope: scope ?? undefined, previousScope: previousScope ?? undefined }
  return [{ type: 'client_changed', detail: { changed, ...scopes } }, ...standing]
}

function removeSecrets({ kysely }: Database, clientId: string, { keepNewest }: { keepNewest: boolean }): Compilable {
  const remove = kysely.deleteFrom('client_secrets').where('client_id', '=', clientId).returning(SECRET_COLUMNS)
  if (!keepNewest) return remove
  const ofClient = kysely.selectFrom('client_secrets').select('id').where('client_id', '=', clientId)
  // The one that no rotation has given an end yet, whatever two clocks, or one that was set back, say of when each was made.
  const newest = ofClient.orderBy(sql`expires_at_ms is null`, 'desc').orderBy('created_at_ms', 'desc').orderBy('id').limit(1)
  return remove.where('id', 'not in', newest)
}

const endSecrets = ({ kysely }: Database, clientId: string, atMs: number): Compilable =>
  kysely
    .updateTable('client_secrets')
    .set({ expires_at_ms: atMs })
    .where('client_id', '=', clientId)
    .where((is) => is.or([is('expires_at_ms', 'is', null), is('expires_at_ms', '>', atMs)]))
