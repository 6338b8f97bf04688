import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { unavailable } from '../../errors.ts'
import { normalizePassword } from '../password.ts'
import { isBcrypt, isWithinBcrypt } from './bcrypt-hash.ts'
import type { HashQueue } from './hash-queue.ts'
import type { PasswordHasher } from './password-hasher.ts'

/**
 * Adds imported bcrypt hashes to the hasher in force; the next login replaces each of them, whatever its
 * cost. Verifying one also costs a hash with the parameters in force, so it is never cheaper than another
 * login (docs/decisions/0005).
 *
 * @param queue A queue of its own: bcrypt takes long, and must not keep other logins waiting. Its places
 * bound the number of threads.
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
 * Creates a comparison on threads, because bcryptjs is JavaScript and takes 340 ms at cost 12. Three
 * comparisons at once block the event loop for 9 ms on threads, and for 300 ms without.
 */
export function createBcryptComparison(): BcryptComparison {
  const idle: Worker[] = []
  return async (hash, password) => {
    // There are as many threads as were ever needed at once. The caller bounds that number.
    const worker = idle.pop() ?? new Worker(THREAD)
    worker.ref()
    try {
      worker.postMessage({ hash, password })
      const [matches] = (await once(worker, 'message')) as [boolean]
      // A thread that waits does not keep the process alive.
      worker.unref()
      idle.push(worker)
      return matches
    } catch (cause) {
      // The thread has ended. The next comparison starts a new one.
      throw unavailable('The password cannot be checked now.', cause)
    }
  }
}
