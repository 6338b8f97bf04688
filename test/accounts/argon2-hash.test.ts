// Hashes of argon2id as they are stored (docs/design/accounts-and-clients.md#passwords).
import { describe, expect, test } from 'vitest'
import { formatArgon2, isComputable, parseArgon2 } from '../../src/accounts/hashing/argon2-hash.ts'
import { MalformedHash } from '../../src/accounts/hashing/password-hasher.ts'

const SALT = 'c29tZSBzYWx0IG9mIHVzZQ'
const DIGEST = '3C3U1v7mb2D9i1vZyCua9R8sfHjpYzsMyzwkfCyUotM'
const STORED = `$argon2id$v=19$m=19456,t=2,p=1$${SALT}$${DIGEST}`

test('a hash is read, and written as it was (P 3)', () => {
  const read = parseArgon2(STORED)
  expect(read).toMatchObject({ m: 19_456, t: 2, p: 1, salt: Buffer.from('some salt of use') })
  expect(read.digest).toHaveLength(32)
  expect(formatArgon2(read)).toBe(STORED)
  expect(parseArgon2(STORED.replace('m=19456,t=2,p=1', 'p=1,m=19456,t=2'))).toEqual(read)
})

test.each([
  ['text before it', `x${STORED}`],
  ['text after it', `${STORED}!`],
  ['a line after it', `${STORED}\n`],
  ['another algorithm', STORED.replace('argon2id', 'argon2i')],
  ['another version', STORED.replace('v=19', 'v=16')],
  ['no memory', STORED.replace('m=19456,t=2,p=1', 't=2,t=2,p=1')],
  ['no passes', STORED.replace('m=19456,t=2,p=1', 'm=8,m=8,p=1')],
  ['no lanes', STORED.replace('m=19456,t=2,p=1', 'm=8,t=2,t=2')],
  ['two parameters', STORED.replace(',p=1', '')],
  ['a parameter of 11 digits', STORED.replace('t=2', 't=10000000000')],
  ['a salt of 7 bytes', STORED.replace(SALT, 'c29tZSBzYX')],
  ['a digest of 11 bytes', STORED.replace(DIGEST, DIGEST.slice(0, 15))],
  ['nothing', ''],
])('a hash with %s is refused', (_, stored) => {
  expect(() => parseArgon2(stored)).toThrow(MalformedHash)
  expect(() => parseArgon2(stored)).toThrow('not a PHC string of argon2id')
})

describe('what this service computes (RFC 9106 §3.1)', () => {
  test.each([
    [{ m: 8, t: 1, p: 1 }, true],
    [{ m: 7, t: 1, p: 1 }, false],
    [{ m: 32, t: 1, p: 4 }, true],
    [{ m: 31, t: 1, p: 4 }, false],
    [{ m: 8, t: 0, p: 1 }, false],
    [{ m: 8, t: 1, p: 0 }, false],
    [{ m: 8, t: 2 ** 32 - 1, p: 1 }, true],
    [{ m: 8, t: 2 ** 32, p: 1 }, false],
    [{ m: 4_194_304, t: 1, p: 1 }, true],
    [{ m: 4_194_305, t: 1, p: 1 }, false],
  ])('%o: %s', (cost, expected) => {
    expect(isComputable(cost)).toBe(expected)
  })
})
