import { timingSafeEqual } from 'node:crypto'
import type { Argon2Parameters } from '../../config.ts'
import type { System } from '../../system.ts'
import { normalizePassword } from '../password.ts'
import { type Argon2Engine, loadArgon2Engine } from './argon2-engine.ts'
import { formatArgon2, isComputable, parseArgon2 } from './argon2-hash.ts'
import type { HashQueue } from './hash-queue.ts'
import { MalformedHash, type PasswordHasher } from './password-hasher.ts'

/** Below it no number of passes makes up for the memory (OWASP Password Storage Cheat Sheet: the least of its equivalents). */
const LEAST_MEMORY_KIB = 7168
const SALT_BYTES = 16
const DIGEST_BYTES = 32

/** argon2id (RFC 9106), with the parameters given and no others. */
export function createArgon2Hasher({
  parameters: { memoryKib, passes, parallelism },
  queue,
  system,
}: {
  parameters: Argon2Parameters
  queue: HashQueue
  system: System
}): PasswordHasher {
  const bytesOf = (password: string) => Buffer.from(normalizePassword(password))
  /** Loaded with the first password: most commands see none. */
  let loading: Promise<Argon2Engine> | undefined
  const library = () => (loading ??= loadArgon2Engine())

  async function hash(password: string): Promise<string> {
    const salt = system.randomBytes(SALT_BYTES)
    const cost = { m: memoryKib, t: passes, p: parallelism }
    const engine = await library()
    return formatArgon2({ ...cost, salt, digest: await engine({ ...cost, salt, password: bytesOf(password), digestBytes: DIGEST_BYTES }) })
  }
  return {
    hash: (password, signal) => queue(() => hash(password), signal),
    async verify(stored, password, signal) {
      const { digest, ...known } = parseArgon2(stored)
      if (!isComputable(known)) throw new MalformedHash('parameters that argon2id or this service cannot have')
      return queue(async () => {
        const engine = await library()
        const computed = await engine({ ...known, password: bytesOf(password), digestBytes: digest.length }).catch(unreadable)
        return timingSafeEqual(computed, digest)
      }, signal)
    },
    needsRehash(stored) {
      const { m, t } = parseArgon2(stored)
      return m * t < memoryKib * passes || m < Math.min(memoryKib, LEAST_MEMORY_KIB)
    },
  }
}

/** For example more memory than this machine has. */
const unreadable = (cause: unknown) => Promise.reject(new MalformedHash('argon2 does not take it', { cause }))
