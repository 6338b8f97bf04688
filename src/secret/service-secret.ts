/**
 * The service secret: what it is, and how it is written.
 *
 * The room has no I/O. `ops/secret-file.ts` reads the secret, and `cli/proven-secret.ts` checks that it opens
 * the keys in the database. `derived-key.ts` derives a key for each purpose. To protect something new, add a
 * purpose there.
 *
 * @module
 */

/** The secret from which the keys for everything that must stay secret are derived. */
export interface ServiceSecret {
  /** 32 bytes. Everything new is made under it. */
  current: Buffer
  /**
   * Opens and verifies, but protects nothing new. It is the former secret, or the next one until every
   * replica has it.
   */
  previous?: Buffer
}

const SERVICE_SECRET_BYTES = 32

/** A text with fewer distinct bytes is a placeholder: of 32 random bytes, about 30 differ. */
const MIN_DISTINCT_BYTES = 8

/**
 * Reads a service secret from base64url, with or without the `=` that some tools append.
 *
 * @returns undefined if the text is not base64url of 32 bytes, or if the bytes are clearly not random.
 */
export function parseServiceSecret(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_-]{43}=?$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== SERVICE_SECRET_BYTES || bytes.toString('base64url') !== text.slice(0, 43)) return undefined
  return new Set(bytes).size >= MIN_DISTINCT_BYTES ? bytes : undefined
}
