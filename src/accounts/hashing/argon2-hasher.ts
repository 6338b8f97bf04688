import { timingSafeEqual } from 'node:crypto'
import type { Argon2Parameters } from '../../config.ts'
import { Refusal } from '../../errors.ts'
import type { System } from '../../system.ts'
import { normalizePassword } from '../password.ts'
import { type Argon2Compute, computeWhenNeeded } from './argon2-engine.ts'
import { formatArgon2, isComputable, parseArgon2 } from './argon2-hash.ts'
import type { HashQueue } from './hash-queue.ts'
import { MalformedHash, type PasswordHasher } from './password-hasher.ts'

/**
 * The lowest memory of all settings that OWASP names (Password Storage Cheat Sheet). With less, no number
 * of passes makes up for it.
 */
const LEAST_MEMORY_KIB = 7168
const SALT_BYTES = 16
const DIGEST_BYTES = 32

/** Hashes with argon2id (RFC 9106) and the given parameters. */
export function createArgon2Hasher({
  parameters: { memoryKib, passes, parallelism },
  queue,
  system,
  compute = computeWhenNeeded(),
}: {
  parameters: Argon2Parameters
  queue: HashQueue
  system: System
  compute?: Argon2Compute
}): PasswordHasher {
  const bytesOf = (password: string) => Buffer.from(normalizePassword(password))
  async function hash(password: string): Promise<string> {
    const salt = system.randomBytes(SALT_BYTES)
    const cost = { m: memoryKib, t: passes, p: parallelism }
    return formatArgon2({ ...cost, salt, digest: await compute({ ...cost, salt, password: bytesOf(password), digestBytes: DIGEST_BYTES }) })
  }
  return {
    hash: (password, signal) => queue(() => hash(password), signal),
    async verify(stored, password, signal) {
      const { digest, ...known } = parseArgon2(stored)
      if (!isComputable(known)) throw new MalformedHash('parameters that argon2id or this service cannot have')
      return queue(async () => {
        const computed = await compute({ ...known, password: bytesOf(password), digestBytes: digest.length }).catch(unreadable)
        return timingSafeEqual(computed, digest)
      }, signal)
    },
    needsRehash(stored) {
      const { m, t } = parseArgon2(stored)
      return m * t < memoryKib * passes || m < Math.min(memoryKib, LEAST_MEMORY_KIB)
    },
  }
}

/** For parameters that this machine cannot compute. A thread that ended says nothing of the hash. */
const unreadable = (cause: unknown) =>
  Promise.reject(cause instanceof Refusal ? cause : new MalformedHash('argon2 does not take it', { cause }))
