/**
 * The service secret: what it is, and how it is written.
 *
 * The room has no I/O. `ops/secret-file.ts` reads the secret, `cli/proven-secret.ts` proves it against the
 * keys in the database, and `derived-key.ts` makes a key for each purpose. To protect something new, add a
 * purpose there.
 *
 * @module
 */

/** The secret that protects everything secret in the database. */
export interface ServiceSecret {
  /** 32 bytes. Everything new is made under it. */
  current: Buffer
  /**
   * Opens and verifies, but makes nothing. It is the former secret, or the coming one until every replica
   * knows it.
   */
  previous?: Buffer
}

const SERVICE_SECRET_BYTES = 32

/** A text with fewer distinct bytes is a placeholder: of 32 random bytes, about 30 differ. */
const MIN_DISTINCT_BYTES = 8

/**
 * Reads a service secret from base64url, with or without the `=` that some tools append.
 *
 * @returns undefined if the text is not base64url of 32 bytes, or plainly not random.
 */
export function parseServiceSecret(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_-]{43}=?$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== SERVICE_SECRET_BYTES || bytes.toString('base64url') !== text.slice(0, 43)) return undefined
  return new Set(bytes).size >= MIN_DISTINCT_BYTES ? bytes : undefined
}
