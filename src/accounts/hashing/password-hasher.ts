/**
 * The port to a password hash: three functions. `signal` is of the request that asks; where it fires before the work began, its place is free.
 * `hash` and `verify` throw a `Refusal` of code `unavailable` where too much is waiting.
 */
export interface PasswordHasher {
  /** A PHC string, with the parameters in force. */
  hash(password: string, signal?: AbortSignal): Promise<string>
  /** Throws a `MalformedHash` where `hash` cannot be read. */
  verify(hash: string, password: string, signal?: AbortSignal): Promise<boolean>
  /** Whether `hash` is weaker than the parameters in force. Never true of a stronger one. */
  needsRehash(hash: string): boolean
}

/** What is stored as a hash is none: an alarm, and never an answer of its own. */
export class MalformedHash extends Error {
  override readonly name = 'MalformedHash'
}
