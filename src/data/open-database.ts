import type { DatabaseConfig } from '../config.ts'
import type { System } from '../system.ts'
import type { Database } from './database.ts'
import { type EventReport, reportingEvents } from './event-report.ts'
import type { SqliteOptions } from './sqlite/storage.ts'
import type { StorageWatch } from './storage-watch.ts'

export interface OpenOptions {
  sqlite?: SqliteOptions
  watch?: StorageWatch
  /** For the random pauses between tries on PostgreSQL. If absent, it is the real one. */
  system?: System
  /** Learns of the events of each transaction, after its COMMIT. */
  recorded?: EventReport
}

/**
 * Opens the database, and creates an embedded one if there is none. It loads only the driver that is needed.
 *
 * @throws {DatabaseFileError} if the file is damaged, is not a database or cannot be created.
 */
export async function openDatabase(config: DatabaseConfig, options: OpenOptions = {}): Promise<Database> {
  const database = await openDriver(config, options)
  return options.recorded === undefined ? database : reportingEvents(database, options.recorded)
}

async function openDriver(config: DatabaseConfig, options: OpenOptions): Promise<Database> {
  if (config.kind === 'sqlite') return (await import('./sqlite/open-sqlite.ts')).openSqlite(config.file, options)
  return (await import('./postgres/open-postgres.ts')).openPostgres(config, options)
}
