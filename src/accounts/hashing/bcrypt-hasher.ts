import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { unavailable } from '../../errors.ts'
import { normalizePassword } from '../password.ts'
import { isBcrypt, isWithinBcrypt } from './bcrypt-hash.ts'
import type { HashQueue } from './hash-queue.ts'
import type { PasswordHasher } from './password-hasher.ts'

/**
 * Adds imported hashes of bcrypt to the hasher in force. Each of them is replaced at the next login, whatever
 * its cost. To verify one also costs a hash with the parameters in force, so it is never cheaper than any
 * other login (docs/decisions/0005).
 *
 * @param queue Of its own: bcrypt takes long, and a login that waits for it keeps no other waiting. Its
 * places bound the threads.
 */
export function withBcrypt(current: PasswordHasher, { queue, compare }: { queue: HashQueue; compare: BcryptComparison }): PasswordHasher {
  return {
    hash: current.hash,
    async verify(stored, password, signal) {
      if (!isBcrypt(stored)) return current.verify(stored, password, signal)
      const normal = normalizePassword(password)
      return queue(async () => {
        await current.hash(password, signal)
        return (await compare(stored, normal)) && isWithinBcrypt(normal)
      }, signal)
    },
    needsRehash: (stored) => isBcrypt(stored) || current.needsRehash(stored),
  }
}

/**
 * Whether `hash` was made from `password`, as far as bcrypt can tell.
 *
 * @throws {Refusal} unavailable if the thread ends.
 */
export type BcryptComparison = (hash: string, password: string) => Promise<boolean>

const THREAD = new URL('./bcrypt-thread.ts', import.meta.url)

/**
 * Compares on threads. bcryptjs is JavaScript: three comparisons at once keep the event loop for 300 ms at a
 * time, on threads for 9 ms (measured at cost 12, 340 ms each). A thread is started when one is needed,
 * stays, and keeps no process alive. There are as many as were ever needed at once, which the caller bounds.
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
