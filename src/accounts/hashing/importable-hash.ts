import { parseArgon2 } from './argon2-hash.ts'
import { BCRYPT_COSTS, canonicalBcrypt, isBcrypt } from './bcrypt-hash.ts'
import { MalformedHash } from './password-hasher.ts'

/**
 * What one login may cost with a hash from elsewhere. 256 MiB, and the work of 1 GiB in one pass, which
 * takes about a second.
 */
const MAX_ARGON2 = { memoryKib: 262_144, parallelism: 16, workKib: 1_048_576 }

/** `problem` never repeats a part of the hash. */
export type ImportableHash = { kind: 'importable'; hash: string } | { kind: 'refused'; problem: string }

/** Returns the hash as it is stored, or why it cannot be imported. */
export function importableHash(text: string): ImportableHash {
  if (isBcrypt(text)) return { kind: 'importable', hash: canonicalBcrypt(text) }
  const problem = text.startsWith('$argon2id$') ? argon2Problem(text) : NEITHER
  return problem === undefined ? { kind: 'importable', hash: text } : { kind: 'refused', problem }
}

const NEITHER = `must be argon2id as a PHC string, or bcrypt ($2a$, $2b$, $2y$) of cost ${BCRYPT_COSTS.least} to ${BCRYPT_COSTS.most}`

function argon2Problem(text: string): string | undefined {
  const parameters = readParameters(text)
  if (parameters === undefined) return 'is not a PHC string of argon2id, version 19'
  const { m, t, p } = parameters
  if (p < 1 || t < 1 || m < 8 * p) return 'has parameters that argon2id cannot have (RFC 9106 §3.1)'
  if (m <= MAX_ARGON2.memoryKib && p <= MAX_ARGON2.parallelism && m * t <= MAX_ARGON2.workKib) return undefined
  return `would cost too much at each login: m at most ${MAX_ARGON2.memoryKib}, p ${MAX_ARGON2.parallelism}, and m times t ${MAX_ARGON2.workKib}`
}

function readParameters(text: string): ReturnType<typeof parseArgon2> | undefined {
  try {
    return parseArgon2(text)
  } catch (error) {
    if (error instanceof MalformedHash) return undefined
    throw error
  }
}
