import { randomBytes } from 'node:crypto'

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

export const realSystem: System = { nowMs: () => Date.now(), elapsedMs: () => performance.now(), randomBytes }

/** Returns an opaque id of 128 random bits, as 22 characters of base64url. */
export const randomId = (system: System): string => system.randomBytes(16).toString('base64url')
