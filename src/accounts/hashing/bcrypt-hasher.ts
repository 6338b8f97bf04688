import { normalizePassword } from '../password.ts'
import { isBcrypt, isWithinBcrypt } from './bcrypt-hash.ts'
import type { HashQueue } from './hash-queue.ts'
import type { HashThreads } from './hash-threads.ts'
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

/** The body of the threads on which bcrypt compares. bcryptjs is JavaScript, and takes 340 ms at cost 12. */
export const BCRYPT_THREAD = new URL('./bcrypt-thread.ts', import.meta.url)

export type BcryptThreads = HashThreads<{ hash: string; password: string }, boolean>

export const createBcryptComparison =
  ({ run }: Pick<BcryptThreads, 'run'>): BcryptComparison =>
  (hash, password) =>
    run({ hash, password })
