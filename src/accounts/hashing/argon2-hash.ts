/**
 * Hashes of argon2id as they are stored: PHC strings. Reading one decides what a login may compute, so what
 * the engine would not refuse by itself is refused here.
 *
 * @module
 */

import { MalformedHash } from './password-hasher.ts'

/** As they are called in the string: memory in KiB, passes, lanes. */
export interface Argon2Cost {
  m: number
  t: number
  p: number
}

export interface Argon2Hash extends Argon2Cost {
  salt: Buffer
  digest: Buffer
}

/** `$argon2id$v=19$m=…,t=…,p=…$salt$digest`; some libraries write the parameters in another order. */
const PHC = /^\$argon2id\$v=19\$((?:[mtp]=\d{1,10},){2}[mtp]=\d{1,10})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/

/** @throws {MalformedHash} if `stored` is not a PHC string of argon2id, version 19. */
export function parseArgon2(stored: string): Argon2Hash {
  const [, cost = '', salt = '', digest = ''] = PHC.exec(stored) ?? []
  const { m, t, p } = Object.fromEntries(cost.split(',').map((pair) => [pair[0], Number(pair.slice(2))]))
  if (m === undefined || t === undefined || p === undefined) throw new MalformedHash('not a PHC string of argon2id')
  return { m, t, p, salt: Buffer.from(salt, 'base64'), digest: Buffer.from(digest, 'base64') }
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')

export const formatArgon2 = ({ m, t, p, salt, digest }: Argon2Hash): string =>
  `$argon2id$v=19$m=${m},t=${t},p=${p}$${base64(salt)}$${base64(digest)}`

/** 4 GiB: no setting and no import allows more. */
const MAX_MEMORY_KIB = 4_194_304
const MAX_PASSES = 2 ** 32 - 1

/**
 * Whether argon2id can have this cost (RFC 9106 §3.1), and a service this memory. The fast engine takes
 * numbers modulo 2^32, and to ask for memory that does not exist would end the process.
 */
export const isComputable = ({ m, t, p }: Argon2Cost): boolean => p >= 1 && t >= 1 && t <= MAX_PASSES && m >= 8 * p && m <= MAX_MEMORY_KIB
