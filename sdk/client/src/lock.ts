import { throwIfAborted } from './aborting.ts'

/** Runs one at a time. It rejects with the reason of `signal` if that is aborted before its turn. */
export type Lock = <T>(run: () => Promise<T>, signal: AbortSignal) => Promise<T>

/** The part of `navigator.locks` that the client needs. */
export interface WebLocks {
  request<T>(name: string, options: { signal: AbortSignal }, run: () => Promise<T>): Promise<T>
}

/**
 * Creates the lock for all that share `store`: the callers here, and beyond them by the store's lock or
 * `locks`. It uses no ambient locks, since on a server unrelated users would wait for each other.
 *
 * @param name of the lock within the origin
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

/** Creates a lock for all that hold this object. */
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
