// What a login with an imported hash costs, counted on the current hasher (REQUIREMENTS P 12).
import { hashSync } from 'bcryptjs'
import { expect, test } from 'vitest'
import { createArgon2Hasher } from '../../src/accounts/hashing/argon2-hasher.ts'
import { BCRYPT_THREAD, createBcryptComparison, withBcrypt } from '../../src/accounts/hashing/bcrypt-hasher.ts'
import { createHashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import { createHashThreads } from '../../src/accounts/hashing/hash-threads.ts'
import { realSystem } from '../../src/system.ts'

const queue = createHashQueue({ concurrency: 1, maxWaiting: 4 })
const current = createArgon2Hasher({ parameters: { memoryKib: 8, passes: 1, parallelism: 1 }, queue, system: realSystem })

test.each([
  ['a right password', 'abc', true],
  ['a wrong password', 'abd', false],
  ['a password too long for bcrypt', 'a'.repeat(73), false],
  ['a password with a NUL', 'abc\0abc', false],
])("%s costs one current hash besides bcrypt's (P 12)", async (_, password, matches) => {
  let hashed = 0
  const counting = { ...current, hash: (text: string) => current.hash(text).finally(() => (hashed += 1)) }
  let compared = 0
  const bcrypt = createBcryptComparison(createHashThreads(BCRYPT_THREAD))
  const compare = (hash: string, text: string) => bcrypt(hash, text).finally(() => (compared += 1))
  const ownQueue = createHashQueue({ concurrency: 1, maxWaiting: 0 })
  const hasher = withBcrypt(counting, { queue: ownQueue, compare })
  expect(await hasher.verify(hashSync('abc', 4), password)).toBe(matches)
  expect([hashed, compared]).toEqual([1, 1])
})

test.each([
  ['bcrypt of any cost', '$2b$15$abcdefghijklmnopqrstuuCi15uRb1eH7NAlJ/TgeJertyknQpYn2', true],
  ['argon2id of half the work', 'm=19456,t=1', true],
  ['argon2id of the same work', 'm=9728,t=4', false],
  ['argon2id of more work', 'm=65536,t=3', false],
  ['argon2id of much work in too little memory', 'm=64,t=5000', true],
])('%s: rehashed: %s (P 8)', (_, hash, expected) => {
  const real = createArgon2Hasher({ parameters: { memoryKib: 19_456, passes: 2, parallelism: 1 }, queue, system: realSystem })
  const hasher = withBcrypt(real, { queue, compare: createBcryptComparison(createHashThreads(BCRYPT_THREAD)) })
  const stored = hash.startsWith('$') ? hash : `$argon2id$v=19$${hash},p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA`
  expect(hasher.needsRehash(stored)).toBe(expected)
})
