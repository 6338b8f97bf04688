/**
 * The interface to a password hash.
 *
 * The room `hashing/` knows argon2id, imported hashes of bcrypt, and how many hashes may run at once. It
 * knows no users and no rules of passwords. To read the hashes of another system, add a file here and a
 * case to `importable-hash.ts`. Then wrap the hasher in `service-hasher.ts`.
 *
 * @module
 */

/**
 * Hashes and verifies passwords. If the `signal` of the request fires before the work begins, its place in
 * the queue is free again.
 *
 * @throws {Refusal} unavailable, from `hash` and `verify`, if too many tasks wait.
 */
export interface PasswordHasher {
  /** Returns a PHC string, with the parameters in force. */
  hash(password: string, signal?: AbortSignal): Promise<string>
  /**
   * Whether `hash` was made from the password.
   *
   * @throws {MalformedHash} if `hash` cannot be read.
   */
  verify(hash: string, password: string, signal?: AbortSignal): Promise<boolean>
  /** Whether `hash` is weaker than the parameters in force. Never true of a stronger one. */
  needsRehash(hash: string): boolean
}

/** The stored text is not a hash. This raises an alarm, but the answer is that of a wrong password. */
export class MalformedHash extends Error {
  override readonly name = 'MalformedHash'
}
