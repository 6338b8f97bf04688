import { type Compilable, type ExpressionBuilder, sql } from 'kysely'
import type { StoredSecret } from '../clients/client-secret.ts'
import type { ClientChange, ClientStore } from '../clients/client-store.ts'
import type { Act, AuditEvent } from '../events/event.ts'
import { createClientReader } from './client-reader.ts'
import type { Database } from './database.ts'
import { CLIENT, CLIENT_SECRET, type ClientSecretsTable, type ClientsTable, epochRaised, scopeColumn, type Tables } from './schema.ts'
import { sweepTable } from './sweep.ts'
import { recording, writeWithEvents } from './write-with-events.ts'

type ClientEvent = Pick<AuditEvent, 'type' | 'detail'>

export function createClientStore(database: Database): ClientStore {
  const { kysely } = database
  const update = (id: string) => kysely.updateTable('clients').where('id', '=', id)
  const insertSecret = (id: string, secret: StoredSecret) =>
    kysely.insertInto('client_secrets').values({ client_id: id, ...CLIENT_SECRET.write(secret) })
  /** Runs the guard, and if it changes a row, writes the events and runs the rest. */
  const changed = (guard: Compilable, events: ClientEvent[], clientId: string, act: Act, rest?: Compilable[]) =>
    writeWithEvents(
      database,
      guard,
      events.map((event) => ({ ...event, clientId, ...act })),
      rest,
    )

  return {
    create(client, secret, act) {
      const insert = kysely.insertInto('clients').values(CLIENT.write(client))
      const unlessTaken = insert.onConflict((conflict) => conflict.column('id').doNothing())
      const created: ClientEvent = { type: 'client_created', detail: { scope: scopeColumn(client.scope) ?? undefined } }
      return changed(unlessTaken, [created], client.id, act, secret === undefined ? [] : [insertSecret(client.id, secret)])
    },

    find: createClientReader(database),

    async list({ afterId = '', limit }) {
      const after = kysely.selectFrom('clients').select(CLIENT.columns).where('id', '>', afterId)
      return (await after.orderBy('id').limit(limit).execute()).map(CLIENT.read)
    },

    async change({ id, asRead }, change, act) {
      const guard = update(id)
        .where(isStill(asRead as ClientsTable))
        .set(changedColumns(change))
        .returning(CLIENT.columns)
      const events = eventsOf(change, (asRead as ClientsTable).scope).map((event) => ({ ...event, clientId: id, ...act }))
      const results = await database.together(guard, [recording(database, ...events)])
      return results && CLIENT.read(results[0]!.rows[0] as ClientsTable)
    },

    delete: (id, act) =>
      changed(kysely.deleteFrom('clients').where('id', '=', id), [{ type: 'client_deleted' }], id, act, [
        kysely.deleteFrom('client_secrets').where('client_id', '=', id),
      ]),

    async rotateSecret(id, secret, previousExpiresAtMs, act) {
      // Changes nothing, but locks the row, so that another rotation of this client waits.
      const guard = update(id).set({ created_at_ms: sql<number>`created_at_ms` })
      const results = await database.together(guard, [
        removeSecrets(database, id, { keepNewest: previousExpiresAtMs !== null }),
        ...(previousExpiresAtMs === null ? [] : [endSecrets(database, id, previousExpiresAtMs)]),
        insertSecret(id, secret),
        recording(database, { type: 'client_secret_rotated', clientId: id, ...act }),
      ])
      return results?.[1]?.rows.map((row) => CLIENT_SECRET.read(row as ClientSecretsTable))
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

/** Compares columns as they are stored, since one JWK can be written in several ways. */
const isStill = (row: ClientsTable) => (is: ExpressionBuilder<Tables, 'clients'>) =>
  is.and(CLIENT.columns.map((column) => is(column, 'is not distinct from', row[column])))

const changedColumns = (change: ClientChange) => ({ ...CLIENT.writeSome(change), ...(change.disabledAtMs != null && epochRaised) })

/**
 * Enabling, disabling and any other change each have an event of their own.
 *
 * @param previousScope as it is stored.
 */
function eventsOf({ disabledAtMs, ...others }: ClientChange, previousScope: string | null = null): ClientEvent[] {
  const switched: ClientEvent[] = disabledAtMs === undefined ? [] : [{ type: disabledAtMs === null ? 'client_enabled' : 'client_disabled' }]
  const changed = Object.keys(others).map((member) => member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  if (changed.length === 0) return switched
  const scope = others.scope && scopeColumn(others.scope)
  const scopes = scope === undefined ? {} : { scope: scope ?? undefined, previousScope: previousScope ?? undefined }
  return [{ type: 'client_changed', detail: { changed, ...scopes } }, ...switched]
}

function removeSecrets({ kysely }: Database, clientId: string, { keepNewest }: { keepNewest: boolean }): Compilable {
  const remove = kysely.deleteFrom('client_secrets').where('client_id', '=', clientId).returning(CLIENT_SECRET.columns)
  if (!keepNewest) return remove
  const ofClient = kysely.selectFrom('client_secrets').select('id').where('client_id', '=', clientId)
  // The secret without an end comes first, so clocks that disagree do not matter.
  const newest = ofClient.orderBy(sql`expires_at_ms is null`, 'desc').orderBy('created_at_ms', 'desc').orderBy('id').limit(1)
  return remove.where('id', 'not in', newest)
}

const endSecrets = ({ kysely }: Database, clientId: string, atMs: number): Compilable =>
  kysely
    .updateTable('client_secrets')
    .set({ expires_at_ms: atMs })
    .where('client_id', '=', clientId)
    .where((is) => is.or([is('expires_at_ms', 'is', null), is('expires_at_ms', '>', atMs)]))
