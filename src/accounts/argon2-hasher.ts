import * as argon2 from 'argon2'
import type { Argon2Parameters } from '../config.ts'
import type { System } from '../system.ts'
import type { HashQueue } from './hash-queue.ts'
import { normalizePassword } from './password.ts'
import { MalformedHash, type PasswordHasher } from './password-hasher.ts'

/** `$argon2id$v=19$m=…,t=…,p=…$salt$hash` (PHC string format). */
const PHC = /^\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,172}$/

/** argon2id (RFC 9106), with the parameters given and no others: the library's own defaults are far dearer. */
export function createArgon2Hasher({
  parameters,
  queue,
  system,
}: {
  parameters: Argon2Parameters
  queue: HashQueue
  system: System
}): PasswordHasher {
  const { memoryKib, passes, parallelism } = parameters
  const bytesOf = (password: string) => Buffer.from(normalizePassword(password))
  const parse = (hash: string) => {
    const [, m, t, p] = PHC.exec(hash) ?? []
    if (m === undefined) throw new MalformedHash('not a PHC string of argon2id')
    return { memoryKib: Number(m), passes: Number(t), parallelism: Number(p) }
  }
  return {
    hash: (password, signal) =>
      queue(
        () =>
          argon2.hash(bytesOf(password), {
            type: argon2.argon2id,
            memoryCost: memoryKib,
            timeCost: passes,
            parallelism,
            salt: system.randomBytes(16),
          }),
        signal,
      ),
    async verify(hash, password, signal) {
      parse(hash)
      return queue(() => argon2.verify(hash, bytesOf(password)), signal)
    },
    needsRehash(hash) {
      const stored = parse(hash)
      return stored.memoryKib * stored.passes < memoryKib * passes
    },
  }
}
