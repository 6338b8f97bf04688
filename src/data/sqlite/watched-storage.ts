import { noted, type StorageWatch, watched } from '../storage-watch.ts'
import type { SqliteStorage } from './storage.ts'

/** The same storage, of which `watch` is told. What needs no waiting tells of its failures alone: it is asked for at every request. */
export function watchedStorage(storage: SqliteStorage, watch: StorageWatch): SqliteStorage {
  const failing = <T>(ask: () => T): T => {
    try {
      return ask()
    } catch (error) {
      throw noted(watch, 'read', error)
    }
  }
  return {
    ...storage,
    write: (write) => watched(watch, 'write', storage.write(write)),
    read: (statement) => watched(watch, 'read', storage.read(statement)),
    isRead: (sql) => failing(() => storage.isRead(sql)),
    readNow: (statement) => failing(() => storage.readNow(statement)),
    dataVersion: () => failing(storage.dataVersion),
  }
}
