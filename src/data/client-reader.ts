import { type RawBuilder, sql } from 'kysely'
import type { ClientStore, ReadClient } from '../clients/client-store.ts'
import { batched } from './batched.ts'
import { rememberedUntilCommit } from './data-version.ts'
import type { Database, DirectReads } from './database.ts'
import { CLIENT, CLIENT_SECRET, type ClientsTable } from './schema.ts'
import { compiledOnce, listPlanKept, planKept } from './statement.ts'

type SecretColumns = { secret_id: string; secret_hmac: string; secret_created_at_ms: number; secret_expires_at_ms: number | null }

/** A client, joined with one of its secrets if it has any. */
type ClientRow = ClientsTable & { [Column in keyof SecretColumns]: SecretColumns[Column] | null }

/** Bounds the memory. A client with 20 keys of its own takes some 20 kB. */
const MAX_REMEMBERED = 1000

const MAX_IDS_A_STATEMENT = 100

/** Creates `ClientStore.find`. Every request of a client calls it, so it is compiled once. */
export const createClientReader = (database: Database): ClientStore['find'] =>
  database.direct === undefined ? batchedReader(database) : directReader(database, database.direct)

/** Reads a client with its secrets: a row for each secret, or one without. */
const reading = ({ kysely }: Database, condition: RawBuilder<boolean>) =>
  kysely
    .selectFrom('clients as client')
    .leftJoin('client_secrets as secret', 'secret.client_id', 'client.id')
    .select(CLIENT.columns.map((column) => `client.${column}` as const))
    .select(CLIENT_SECRET.columns.map((column) => `secret.${column} as secret_${column}` as const))
    .where(condition)

function directReader(database: Database, direct: DirectReads): (id: string) => ReadClient | undefined {
  const ofId = compiledOnce<{ id: string }, unknown>(({ id }) => reading(database, sql<boolean>`client.id = ${planKept(id)}`))
  return rememberedUntilCommit(direct.dataVersion, MAX_REMEMBERED, (id) =>
    toClient(direct.readNow(ofId({ id }).compile()).rows as ClientRow[]),
  )
}

/** Remembers no client. Requests in one turn of the event loop share a statement. */
function batchedReader(database: Database): (id: string) => Promise<ReadClient | undefined> {
  const ofIds = compiledOnce<{ ids: string[] }, ClientRow>(({ ids }) =>
    reading(database, sql<boolean>`client.id = any(${listPlanKept(ids, 'text')})`),
  )
  return batched(MAX_IDS_A_STATEMENT, async (ids) => {
    const { rows } = await database.kysely.executeQuery(ofIds({ ids }))
    const byId = Map.groupBy(rows, ({ id }) => id)
    return (id) => toClient(byId.get(id) ?? [])
  })
}

function toClient(rows: readonly ClientRow[]): ReadClient | undefined {
  const [client] = rows
  if (client === undefined) return undefined
  const secrets = rows.filter((row): row is ClientRow & SecretColumns => row.secret_id !== null).map(toSecret)
  return { ...CLIENT.read(client), secrets, asRead: client }
}

const toSecret = (row: SecretColumns) =>
  CLIENT_SECRET.read({
    id: row.secret_id,
    hmac: row.secret_hmac,
    created_at_ms: row.secret_created_at_ms,
    expires_at_ms: row.secret_expires_at_ms,
  })
