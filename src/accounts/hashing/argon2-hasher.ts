import type { Argon2Parameters } from '../../config.ts'
import type { System } from '../../system.ts'
import { normalizePassword } from '../password.ts'
import type { HashQueue } from './hash-queue.ts'
import { MalformedHash, type PasswordHasher } from './password-hasher.ts'

/**
 * Matches `$argon2id$v=19$m=…,t=…,p=…$salt$hash` (PHC string format). Some libraries write the parameters
 * in another order.
 */
const PHC = /^\$argon2id\$v=19\$((?:[mtp]=\d{1,10},){2}[mtp]=\d{1,10})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,172}$/

/** Loads the library with the first password, because most commands see none. */
const library = () => import('argon2')

/**
 * The lowest memory of all settings that OWASP names (Password Storage Cheat Sheet). With less, no number
 * of passes makes up for it.
 */
const LEAST_MEMORY_KIB = 7168

const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')

/** Hashes with argon2id (RFC 9106) and the given parameters. The defaults of the library cost far more. */
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

  async function hash(password: string): Promise<string> {
    const salt = system.randomBytes(16)
    const cost = { memoryCost: memoryKib, timeCost: passes, parallelism }
    const argon2 = await library()
    const digest = await argon2.hash(bytesOf(password), { type: argon2.argon2id, ...cost, salt, raw: true })
    return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${base64(salt)}$${base64(digest)}`
  }
  return {
    hash: (password, signal) => queue(() => hash(password), signal),
    async verify(stored, password, signal) {
      parametersOf(stored)
      return queue(async () => (await library()).verify(stored, bytesOf(password)).catch(unreadable), signal)
    },
    needsRehash(stored) {
      const { m, t } = parametersOf(stored)
      return m * t < memoryKib * passes || m < Math.min(memoryKib, LEAST_MEMORY_KIB)
    },
  }
}

/** For parameters that no hash can have, or that this machine cannot compute. */
const unreadable = (cause: unknown) => Promise.reject(new MalformedHash('argon2 does not take it', { cause }))

/**
 * Reads the parameters of a hash.
 *
 * @throws {MalformedHash} if `stored` is not a PHC string of argon2id.
 */
export function parametersOf(stored: string): { m: number; t: number; p: number } {
  const parameters = Object.fromEntries((PHC.exec(stored)?.[1] ?? '').split(',').map((pair) => [pair[0], Number(pair.slice(2))]))
  const { m, t, p } = parameters
  if (m === undefined || t === undefined || p === undefined) throw new MalformedHash('not a PHC string of argon2id')
  return { m, t, p }
}
