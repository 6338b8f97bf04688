import { ambientLocks } from './lock.ts'
import { parseSession, type StoredSession, type TokenStore } from './token-store.ts'

interface IdbRequest<T> {
  result: T
  error: unknown
  onsuccess: (() => void) | null
  onerror: (() => void) | null
}

interface IdbTransaction {
  objectStore(name: string): {
    get(key: string): IdbRequest<unknown>
    put(value: string, key: string): IdbRequest<unknown>
    delete(key: string): IdbRequest<unknown>
  }
  error: unknown
  oncomplete: (() => void) | null
  onabort: (() => void) | null
}

interface IdbDatabase {
  createObjectStore(name: string): unknown
  transaction(name: string, mode: 'readonly' | 'readwrite'): IdbTransaction
  close(): void
  onclose: (() => void) | null
  onversionchange: (() => void) | null
}

/** The part of `indexedDB` that the store needs. */
export interface IdbFactory {
  open(name: string, version: number): IdbRequest<IdbDatabase> & { onupgradeneeded: (() => void) | null }
}

const STORE = 'session'
const KEY = 'current'

/**
 * Creates a store in IndexedDB, which outlives the page and which all tabs of the origin share. Any script of
 * the origin can read it, even an injected one; the store in memory is safer.
 *
 * @param name of the database, and of the Web Lock by which its tabs take turns. Use one name for each
 * service and user that exist side by side.
 */
export function createBrowserTokenStore(name = 'mintmark', factory = ambientFactory(), locks = ambientLocks()): TokenStore {
  let opened: Promise<IdbDatabase> | undefined
  const forget = () => {
    opened = undefined
  }

  const shared = `mintmark ${name}`
  /** Says only that something has changed. */
  function tell(): void {
    const channel = new BroadcastChannel(shared)
    channel.postMessage(null)
    channel.close()
  }

  async function transact<T>(mode: 'readonly' | 'readwrite', act: Act<T>): Promise<T> {
    const reused = opened !== undefined
    opened ??= open(factory, name, forget)
    const mine = opened
    try {
      return await transactIn(await mine, mode, act)
    } catch (error) {
      if (opened === mine) forget()
      mine.then((database) => database.close()).catch(() => {})
      // Safari silently breaks connections that a page had before it was suspended. Everything done here may
      // be done twice.
      if (reused) return transact(mode, act)
      throw error
    }
  }

  return {
    async load(): Promise<StoredSession | undefined> {
      const text = await transact('readonly', (store) => store.get(KEY))
      return text === undefined ? undefined : parseSession(String(text))
    },
    async save(session) {
      await transact('readwrite', (store) => store.put(JSON.stringify(session), KEY))
      tell()
    },
    async clear() {
      await transact('readwrite', (store) => store.delete(KEY))
      tell()
    },
    watch(changed) {
      const channel = new BroadcastChannel(shared)
      channel.onmessage = changed
      return () => channel.close()
    },
    ...(locks === undefined ? {} : { lock: (run, signal) => locks.request(shared, { signal }, run) }),
  }
}

type Act<T> = (store: ReturnType<IdbTransaction['objectStore']>) => IdbRequest<T>

function transactIn<T>(database: IdbDatabase, mode: 'readonly' | 'readwrite', act: Act<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode)
    const request = act(transaction.objectStore(STORE))
    // Only then do the other tabs see it.
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error)
  })
}

const ambientFactory = (): IdbFactory => (globalThis as unknown as { indexedDB: IdbFactory }).indexedDB

function open(factory: IdbFactory, name: string, closed: () => void): Promise<IdbDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE)
    }
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const database = request.result
      // The browser may close it, for example if a user clears the site's data.
      database.onclose = closed
      // Another page wants to delete or upgrade it, and would wait for this one.
      database.onversionchange = () => {
        closed()
        database.close()
      }
      resolve(database)
    }
  })
}
