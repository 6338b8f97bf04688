import { setImmediate } from 'node:timers/promises'
import { Kysely } from 'kysely'
import { createSharedVersion } from '../data-version.ts'
import type { Database } from '../database.ts'
import type { Tables } from '../schema.ts'
import { held, writeOf } from '../statement.ts'
import { noted, type StorageWatch, unwatched, watched, watchedRead } from '../storage-watch.ts'
import { openDatabaseFile } from './database-file.ts'
import { sqliteDialect } from './dialect.ts'
import { fromSqlite } from './errors.ts'
import { createGroupCommit } from './group-commit.ts'
import { openHandle } from './handle.ts'
import type { SqliteOptions, SqliteStorage } from './storage.ts'
import { whenFree } from './waiting.ts'
import { openWorkerWriter } from './worker-writer.ts'
import { createWriter } from './writer.ts'
import { chooseWriter } from './writer-place.ts'

/** Below the 5 s in which a request is answered. */
const BUSY_LIMIT_MS = 4500
/** It blocks the event loop, so it is short. A reader waits only while another process recovers the WAL. */
const READER_TIMEOUT_MS = 50

export async function openSqlite(
  file: string,
  { sqlite, watch = unwatched }: { sqlite?: SqliteOptions; watch?: StorageWatch },
): Promise<Database> {
  const storage = watchedStorage(await openSqliteStorage(file, watch, sqlite), watch)
  const kysely = new Kysely<Tables>({ dialect: sqliteDialect(storage) })
  return {
    kind: 'sqlite',
    kysely,
    direct: { ...storage, ...createSharedVersion(storage.dataVersion) },
    async together(guard, rest) {
      const results = await storage.write(writeOf(guard, rest))
      return held(results[0]!) ? results : undefined
    },
    examine: async () => [],
    inMigration: (work) => work(kysely),
    close: storage.close,
  }
}

async function openSqliteStorage(
  file: string,
  watch: StorageWatch,
  { writer: place = 'auto', busyLimitMs: limitMs = BUSY_LIMIT_MS, readonly = false }: SqliteOptions = {},
) {
  if (!readonly) await whenFree(limitMs, () => openDatabaseFile(file))
  const writerPlace = place === 'auto' ? chooseWriter(file) : place
  const writer = await whenFree(limitMs, () =>
    opening(() => (writerPlace === 'worker' ? openWorkerWriter(file) : createWriter(file, { readonly }))),
  )
  const reader = await whenFree(limitMs, () => opening(() => openHandle(file, { readonly: true, timeoutMs: READER_TIMEOUT_MS })))
  const groups = createGroupCommit(writer, limitMs, watch.committed)
  const version = reader.db.prepare('pragma data_version').pluck()

  function isRead(sql: string): boolean {
    try {
      const { readonly, reader: returnsRows } = reader.prepare(sql)
      if (readonly && !returnsRows) throw new Error(`only a migration's transaction may run this: ${sql}`)
      return readonly
    } catch (error) {
      throw fromSqlite(error)
    }
  }

  function dataVersion(): number {
    try {
      return version.get() as number
    } catch (error) {
      throw fromSqlite(error)
    }
  }

  async function close(): Promise<void> {
    await setImmediate() // Let the calls of this turn of the event loop arrive first.
    await groups.drain()
    reader.db.close() // First: the last connection to close empties the WAL, and a read-only one cannot.
    await writer.close()
  }

  const storage: SqliteStorage = {
    writerPlace,
    write: groups.write,
    begin: groups.begin,
    isRead,
    readNow: reader.run,
    read: (statement) => whenFree(limitMs, () => reader.run(statement)),
    dataVersion,
    close,
  }
  return storage
}

async function opening<T>(open: () => T | Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    throw fromSqlite(error)
  }
}

/**
 * Wraps the storage so that it reports to `watch` how its calls end. The synchronous reads report only
 * failures, since every request makes some.
 */
function watchedStorage(storage: SqliteStorage, watch: StorageWatch): SqliteStorage {
  const readNow = watchedRead(watch, storage.readNow)
  const failing = <T>(ask: () => T): T => {
    try {
      return ask()
    } catch (error) {
      throw noted(watch, 'read', error)
    }
  }
  return {
    ...storage,
    write: (write) => watched(watch, 'write', write, storage.write(write)),
    read: (statement) => watched(watch, 'read', [statement], storage.read(statement)),
    isRead: (sql) => failing(() => storage.isRead(sql)),
    readNow: (statement) => failing(() => readNow(statement)),
    dataVersion: () => failing(storage.dataVersion),
  }
}
