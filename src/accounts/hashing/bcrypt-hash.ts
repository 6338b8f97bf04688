/**
 * Hashes of bcrypt, as other systems wrote them. They are only ever read: whoever logs in with one gets a hash with the parameters in force.
 *
 * @module
 */

/** It doubles the time: 4 takes a millisecond, 12 a third of a second, 15 almost three. */
export const BCRYPT_COSTS = { least: 4, most: 15 } as const

/**
 * `$2b$<cost>$<salt><hash>`. `$2a$` and `$2y$` mean the same of passwords of up to 72 bytes; `$2x$` marks hashes of a faulty program, which other passwords
 * match too, and is not read.
 */
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/

export function isBcrypt(text: string): boolean {
  const cost = Number(BCRYPT.exec(text)?.[1])
  return cost >= BCRYPT_COSTS.least && cost <= BCRYPT_COSTS.most
}

const MAX_BYTES = 72

/**
 * bcrypt reads 72 bytes and no more, and goes round what is shorter with a NUL between: to it a longer password is its beginning, and `a\0a` is `a`. Such a one
 * matches nothing (REQUIREMENTS P 9).
 */
export const isWithinBcrypt = (password: string): boolean => Buffer.byteLength(password) <= MAX_BYTES && !password.includes('\0')

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** The last character of the salt, and of the hash, and how many of its six bits say nothing. */
const SPARE_BITS = [
  [28, 4],
  [59, 2],
] as const

/** The same hash in the one spelling that is compared: some programs wrote something into the bits that nobody reads. */
export function canonicalBcrypt(hash: string): string {
  const characters = [...hash]
  for (const [index, bits] of SPARE_BITS) characters[index] = ALPHABET[(ALPHABET.indexOf(characters[index]!) >> bits) << bits]!
  return characters.join('')
}
