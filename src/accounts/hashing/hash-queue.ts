import { unavailable } from '../../errors.ts'

/** Runs a task when there is room for it. */
export type HashQueue = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>

/**
 * A bounded queue before the password hash. Hashing shares libuv's threads with the signatures of tokens: as many at once as there are threads
 * would make every other route wait.
 *
 * @param concurrency Tasks at once; below the size of the thread pool.
 * @param maxWaiting Tasks that may wait; one more is refused as `unavailable`.
 */
export function createHashQueue({ concurrency, maxWaiting }: { concurrency: number; maxWaiting: number }): HashQueue {
  const waiting = new Set<() => void>()
  let running = 0

  /**
   * Hands the place to the task that has waited longest. It begins in the next turn of the event loop, so what
   * came in meanwhile is answered first: on one core the hash would have taken its time.
   */
  const leave = () => {
    const [next] = waiting
    if (next === undefined) {
      running -= 1
      return
    }
    waiting.delete(next)
    next()
  }
  const takePlace = (signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const abandon = () => {
        waiting.delete(enter)
        reject(signal?.reason)
      }
      const enter = () => {
        signal?.removeEventListener('abort', abandon)
        setImmediate(resolve)
      }
      if (signal?.aborted) return abandon()
      if (running < concurrency) {
        running += 1
        return resolve()
      }
      if (waiting.size >= maxWaiting) return reject(unavailable('Too many logins are waiting.'))
      signal?.addEventListener('abort', abandon, { once: true })
      waiting.add(enter)
    })

  return async (task, signal) => {
    await takePlace(signal)
    try {
      return await task()
    } finally {
      leave()
    }
  }
}
