import { throwIfAborted } from './aborting.ts'

/** Runs one at a time; rejects with the reason of `signal` where that is aborted before its turn. */
export type Lock = <T>(run: () => Promise<T>, signal: AbortSignal) => Promise<T>

/** The part of `navigator.locks` that is needed. */
export interface WebLocks {
  request<T>(name: string, options: { signal: AbortSignal }, run: () => Promise<T>): Promise<T>
}

/**
 * What keeps all who share `store` apart: the callers here, and then whoever else there is, by the store's own lock or, without one, by the Web Locks that
 * were given. Never by those that are there anyway: on a server they would make users who have nothing in common wait for each other.
 *
 * @param name of the lock among all of the origin
 */
export function createLock(store: { lock?: Lock }, name: string, locks: WebLocks | undefined): Lock {
  const here = createMutex()
  return (run, signal) =>
    here(() => {
      if (store.lock !== undefined) return store.lock(run, signal)
      return locks === undefined ? run() : locks.request(name, { signal }, run)
    }, signal)
}

/** Absent in Node before 24 and in insecure contexts. */
export const ambientLocks = (): WebLocks | undefined => (globalThis as { navigator?: { locks?: WebLocks } }).navigator?.locks

/** For all who have it. */
export function createMutex(): Lock {
  let last: Promise<unknown> = Promise.resolve()
  return (run, signal) => {
    const turn = last.then(() => {
      throwIfAborted(signal)
      return run()
    })
    last = turn.catch(() => {})
    return turn
  }
}
