import { randomBytes } from 'node:crypto'
import { getPriority, setPriority } from 'node:os'

/** What the rules may know of the world: the time and randomness. Tests bring their own. */
export interface System {
  /** Milliseconds since the epoch, by the wall clock. */
  nowMs(): number
  /**
   * Milliseconds since some moment, by a clock that nobody can set. It says how long something took, never
   * when it was.
   */
  elapsedMs(): number
  /** `length` bytes from a cryptographically secure generator. */
  randomBytes(length: number): Buffer
}

export const realSystem: System = { nowMs: () => Date.now(), elapsedMs: () => performance.now(), randomBytes: createRandomBytes() }

const POOL_BYTES = 4096

/**
 * Fetches random bytes in stock, because each call of the generator costs as much as a hash. No byte is given
 * twice.
 */
function createRandomBytes(): System['randomBytes'] {
  let pool = Buffer.alloc(0)
  let given = 0
  return (length) => {
    if (length > POOL_BYTES) return randomBytes(length)
    if (given + length > pool.length) {
      pool = randomBytes(POOL_BYTES)
      given = 0
    }
    given += length
    // A copy, so that nobody who keeps some bytes keeps the others.
    return Buffer.from(pool.subarray(given - length, given))
  }
}

/** Returns an opaque id of 128 random bits, as 22 characters of base64url. */
export const randomId = (system: System): string => system.randomBytes(16).toString('base64url')

/** A busy thread of the service then gets three times as much of a core as a hash. */
const HASH_NICENESS = 5
const MAX_NICENESS = 19

/**
 * Puts this thread below the priority of the process, so that logins keep no other route waiting. Only Linux
 * has priorities of threads (setpriority(2)); elsewhere it would be the whole process.
 */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Math.min(getPriority() + HASH_NICENESS, MAX_NICENESS))
  } catch {
    // A sandbox that forbids it costs only the other routes some milliseconds.
  }
}
