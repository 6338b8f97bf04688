import { normalizePassword } from '../password.ts'
import type { BcryptComparison } from './bcrypt-comparison.ts'
import { isBcrypt, isWithinBcrypt } from './bcrypt-hash.ts'
import type { HashQueue } from './hash-queue.ts'
import type { PasswordHasher } from './password-hasher.ts'

/**
 * The hasher in force, which also verifies hashes of bcrypt that were brought along. Any of them needs to be made anew, whatever its cost. Verifying one costs a hash with
 * the parameters in force besides, so never less than any other login; how much more, docs/decisions/0005 says.
 *
 * @param queue Of its own, since bcrypt takes long: those who wait for it keep nobody else waiting. Its places bound the threads.
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
