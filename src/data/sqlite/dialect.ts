import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { SqliteStorage, Transaction } from './storage.ts'

/** How long a migration waits for another one, as on PostgreSQL. */
const TRANSACTION_LIMIT_MS = 60_000

/** Kysely acquires a connection for each use, so that it can carry the state of a transaction. */
class SqliteConnection implements DatabaseConnection {
  transaction: Transaction | undefined
  readonly #storage: SqliteStorage

  constructor(storage: SqliteStorage) {
    this.#storage = storage
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = { sql, parameters }
    if (this.transaction !== undefined) return (await this.transaction.run(statement)) as QueryResult<R>
    if (this.#storage.isRead(sql)) return (await this.#storage.read(statement)) as QueryResult<R>
    const [result] = await this.#storage.write([statement])
    return result as QueryResult<R>
  }

  /** Reads all rows at once: an open cursor would keep all reads at its old snapshot. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }
}

class SqliteDriver implements Driver {
  readonly #storage: SqliteStorage

  constructor(storage: SqliteStorage) {
    this.#storage = storage
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.#storage)
  }

  async releaseConnection(connection: SqliteConnection): Promise<void> {
    if (connection.transaction !== undefined) await this.rollbackTransaction(connection)
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    connection.transaction = await this.#storage.begin(TRANSACTION_LIMIT_MS)
  }

  /** If it fails, Kysely rolls back. */
  async commitTransaction(connection: SqliteConnection): Promise<void> {
    await connection.transaction!.commit()
    connection.transaction = undefined
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    const { transaction } = connection
    connection.transaction = undefined
    await transaction!.rollback()
  }

  savepoint = (connection: SqliteConnection, name: string) => savepoint(connection, 'savepoint', name)
  rollbackToSavepoint = (connection: SqliteConnection, name: string) => savepoint(connection, 'rollback to', name)
  releaseSavepoint = (connection: SqliteConnection, name: string) => savepoint(connection, 'release', name)

  /** `openSqlite` opened the storage, and closes it. */
  async destroy(): Promise<void> {}
}

async function savepoint(connection: SqliteConnection, verb: string, name: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(`${verb} "${name.replaceAll('"', '""')}"`))
}

class OurSqliteAdapter extends SqliteAdapter {
  /** Otherwise Kysely runs one query at a time. */
  override get supportsMultipleConnections(): boolean {
    return true
  }

  /** SQLite supports it. `BEGIN IMMEDIATE` is the lock that Kysely's Migrator lacks on SQLite. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/**
 * Kysely over `storage`: reads run at once, single writes share a commit, and `db.transaction()` is for
 * migrations.
 */
export const sqliteDialect = (storage: SqliteStorage): Dialect => ({
  createDriver: () => new SqliteDriver(storage) as unknown as Driver,
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new OurSqliteAdapter(),
  createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
})
