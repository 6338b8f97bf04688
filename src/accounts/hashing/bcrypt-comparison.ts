import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { unavailable } from '../../errors.ts'

/** Whether `password` is what `hash` was made from, as far as bcrypt can tell. Throws a `Refusal` of code `unavailable` where that cannot be found out. */
export type BcryptComparison = (hash: string, password: string) => Promise<boolean>

const THREAD = new URL('./bcrypt-thread.ts', import.meta.url)

/**
 * bcryptjs is JavaScript. Its asynchronous form lets others in every 100 ms, and three comparisons at once keep the event loop for 300 ms at a time; on threads of their
 * own, for 9 ms (measured at cost 12, 340 ms each). A thread is started when one is needed, stays, and keeps no process alive. There are as many as were ever needed at
 * once, which is for the caller to bound.
 */
export function createBcryptComparison(): BcryptComparison {
  const idle: Worker[] = []
  return async (hash, password) => {
    const worker = idle.pop() ?? new Worker(THREAD)
    worker.ref()
    try {
      worker.postMessage({ hash, password })
      const [matches] = (await once(worker, 'message')) as [boolean]
      worker.unref()
      idle.push(worker)
      return matches
    } catch (cause) {
      throw unavailable('The password cannot be checked now.', cause) // The thread ended; the next one is new.
    }
  }
}
