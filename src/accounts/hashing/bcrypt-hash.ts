/**
 * Hashes of bcrypt that other systems made. This service only reads them. When the user logs in, a hash
 * with the parameters in force replaces the old one.
 *
 * @module
 */

/** Each step doubles the time: 4 takes a millisecond, 12 a third of a second, 15 almost three seconds. */
export const BCRYPT_COSTS = { least: 4, most: 15 } as const

/**
 * Matches `$2b$<cost>$<salt><hash>`, and `$2a$` and `$2y$`, which mean the same for passwords of up to 72
 * bytes. `$2x$` is not read: it marks hashes of a faulty program, which other passwords match too.
 */
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/

/** Whether `text` is a bcrypt hash of a cost that is allowed. */
export function isBcrypt(text: string): boolean {
  const cost = Number(BCRYPT.exec(text)?.[1])
  return cost >= BCRYPT_COSTS.least && cost <= BCRYPT_COSTS.most
}

const MAX_BYTES = 72

/**
 * Whether bcrypt can tell the password from every other one; if not, it matches nothing (REQUIREMENTS P
 * 9). It reads 72 bytes, and repeats a shorter password with a NUL between, so that `a\0a` equals `a`.
 */
export const isWithinBcrypt = (password: string): boolean => Buffer.byteLength(password) <= MAX_BYTES && !password.includes('\0')

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** The indexes of the last characters of salt and hash, and how many of their six bits mean nothing. */
const SPARE_BITS = [
  [28, 4],
  [59, 2],
] as const

/**
 * Returns the hash in the one spelling that is compared. Some programs wrote something into the bits that
 * nobody reads.
 */
export function canonicalBcrypt(hash: string): string {
  const characters = [...hash]
  for (const [index, bits] of SPARE_BITS) characters[index] = ALPHABET[(ALPHABET.indexOf(characters[index]!) >> bits) << bits]!
  return characters.join('')
}
