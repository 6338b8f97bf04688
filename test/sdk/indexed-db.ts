import type { IdbFactory } from '../../sdk/client/src/index.ts'

type Database = ReturnType<IdbFactory['open']>['result']

/** The part of IndexedDB that the client needs, as one database in memory. `kill` ends its connections. */
export function createIndexedDb() {
  const kept = new Map<string, unknown>()
  const connections: Database[] = []
  const dead = new Set<Database>()
  const done = <T>(result: T) => ({ result, error: null, onsuccess: null, onerror: null })
  const close = (database: Database) => void dead.add(database)

  function connect(): Database {
    const database: Database = {
      onclose: null,
      onversionchange: null,
      createObjectStore() {},
      close: () => close(database),
      transaction() {
        if (dead.has(database)) throw new DOMException('The database connection is closing.', 'InvalidStateError')
        const transaction: ReturnType<Database['transaction']> = {
          error: null,
          oncomplete: null,
          onabort: null,
          objectStore: () => ({
            get: (key) => done(kept.get(key)),
            put: (value, key) => done(kept.set(key, value)),
            delete: (key) => done(kept.delete(key)),
          }),
        }
        setImmediate(() => transaction.oncomplete?.())
        return transaction
      },
    }
    connections.push(database)
    return database
  }

  return {
    connections,
    /** Kills all connections without an event, as a suspension does. */
    kill: () => connections.forEach(close),
    isOpen: (database: Database) => !dead.has(database),
    factory: {
      open() {
        const request: ReturnType<IdbFactory['open']> = { ...done(connect()), onupgradeneeded: null }
        setImmediate(() => request.onsuccess?.())
        return request
      },
    } satisfies IdbFactory,
  }
}
