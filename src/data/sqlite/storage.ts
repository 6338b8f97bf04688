import { setImmediate } from 'node:timers/promises'
import type { Result, Statement, Write } from '../statement.ts'
import { openDatabaseFile } from './database-file.ts'
import { fromSqlite } from './errors.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { openHandle } from './handle.ts'
import { whenFree } from './when-free.ts'
import { openWorkerWriter } from './worker-writer.ts'
import { createWriter } from './writer.ts'
import { chooseWriter, type WriterPlace } from './writer-place.ts'

export interface SqliteOptions {
  /** Where the writer sits; `auto` measures the disk. */
  writer?: WriterPlace | 'auto'
  /** How long a write waits before it is refused. */
  busyLimitMs?: number
}

/** One file, read by one connection at once and written by another in groups. */
export interface SqliteStorage extends Pick<GroupCommit, 'begin'> {
  readonly writerPlace: WriterPlace
  /** Settles after COMMIT; see `Write`. */
  write(write: Write): Promise<Result[]>
  /** Whether the statement only reads. Throws for what is neither: transaction control is for `begin`. */
  isRead(sql: string): boolean
  /** At once: all that was committed when it was issued, never an open transaction, nor a write that still waits. */
  readNow(statement: Statement): Result
  /** The same; waits where another process locks the file. */
  read(statement: Statement): Promise<Result>
  /** Moves whenever anything was committed, by this process or another (`PRAGMA data_version`); about 2 µs. Never remembered: what was asked before a request came may be older than a log-out that its sender was told of. */
  dataVersion(): number
  close(): Promise<void>
}

/** Below the 5 s in which a request is answered. */
const BUSY_LIMIT_MS = 4500
/** Stops the event loop, so it is short; a reader waits only while another process recovers the WAL. */
const READER_TIMEOUT_MS = 50

export async function openSqliteStorage(file: string, options: SqliteOptions = {}): Promise<SqliteStorage> {
  const limitMs = options.busyLimitMs ?? BUSY_LIMIT_MS
  await whenFree(limitMs, () => openDatabaseFile(file))
  const writerPlace = options.writer === undefined || options.writer === 'auto' ? chooseWriter(file) : options.writer
  const writer = await whenFree(limitMs, () => opening(() => (writerPlace === 'worker' ? openWorkerWriter(file) : createWriter(file))))
  const reader = await whenFree(limitMs, () => opening(() => openHandle(file, { readonly: true, timeoutMs: READER_TIMEOUT_MS })))
  const groups = createGroupCommit(writer, limitMs)
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
    await setImmediate() // What was asked in this turn of the event loop arrives first.
    await groups.drain()
    reader.db.close() // First: the last connection to close empties the WAL, which a read-only one cannot.
    await writer.close()
  }

  return {
    writerPlace,
    write: groups.write,
    begin: groups.begin,
    isRead,
    readNow: reader.run,
    read: (statement) => whenFree(limitMs, () => reader.run(statement)),
    dataVersion,
    close,
  }
}

async function opening<T>(open: () => T | Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    throw fromSqlite(error)
  }
}
