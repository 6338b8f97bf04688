// REQUIREMENTS P 7, P 10: what the engine accepts and computes, beside the package `argon2`, which wraps the
// reference implementation.
import { randomBytes } from 'node:crypto'
import * as reference from 'argon2'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LoadEngine, loadArgon2Engine } from '../../src/accounts/hashing/argon2-engine.ts'
import { createArgon2Hasher } from '../../src/accounts/hashing/argon2-hasher.ts'
import { createHashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import { MalformedHash } from '../../src/accounts/hashing/password-hasher.ts'
import { realSystem } from '../../src/system.ts'

const queue = createHashQueue({ concurrency: 2, maxWaiting: 100 })
const hasherOf = (memoryKib: number, passes: number, parallelism: number) =>
  createArgon2Hasher({ parameters: { memoryKib, passes, parallelism }, queue, system: realSystem })
const parameters = { memoryKib: 64, passes: 1, parallelism: 1 }
const inForce = hasherOf(19_456, 2, 1)
const byReference = (password: string, memoryCost: number, timeCost: number, parallelism: number, more: reference.HashOptions = {}) =>
  reference.hash(password, { type: reference.argon2id, memoryCost, timeCost, parallelism, ...more })

describe('accounts keep their hashes, both ways', () => {
  const costs: [number, number, number][] = [
    [8, 1, 1],
    [128, 3, 16],
    [4096, 1, 3],
    [9216, 4, 1],
    [19_456, 2, 1],
    [65_536, 3, 4],
  ]

  test.each(costs)('each verifies what the other hashed with m=%i, t=%i, p=%i', async (m, t, p) => {
    const hashes = [await hasherOf(m, t, p).hash('their password'), await byReference('their password', m, t, p)] as const
    for (const hash of hashes) {
      const answers = [inForce.verify(hash, 'their password'), inForce.verify(hash, 'their passwore')]
      expect(await Promise.all([...answers, reference.verify(hash, 'their password')])).toEqual([true, false, true])
    }
    expect(inForce.needsRehash(hashes[0])).toBe(inForce.needsRehash(hashes[1]))
    expect(inForce.needsRehash(hashes[0])).toBe(m * t < 19_456 * 2 || m < 7168)
  })

  test.each([
    ['no character', ''],
    ['a NUL', 'a\0b'],
    ['spaces at both ends', '  pass  '],
    ['other scripts', '비밀번호 ça 😀'],
    ['1024 code points', '😀'.repeat(1024)],
  ])('a password with %s is one password to both', async (_, password) => {
    const hashes = [await hasherOf(64, 1, 1).hash(password), await byReference(password, 64, 1, 1)]
    const others = [`${password}x`, password.slice(0, -1), password.split('\0')[0]!].filter((other) => other !== password)
    for (const hash of hashes) {
      expect([await inForce.verify(hash, password), await reference.verify(hash, password)]).toEqual([true, true])
      for (const other of others) expect([await inForce.verify(hash, other), await reference.verify(hash, other)]).toEqual([false, false])
    }
  })

  test('any password, salt, cost and length: the same bytes', async () => {
    const engine = await loadArgon2Engine()
    const inputs = fc.record({
      password: fc.uint8Array({ maxLength: 4096 }).map((bytes) => Buffer.from(bytes)),
      salt: fc.uint8Array({ minLength: 8, maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
      m: fc.integer({ min: 128, max: 6000 }),
      t: fc.integer({ min: 1, max: 4 }),
      p: fc.integer({ min: 1, max: 16 }),
      digestBytes: fc.integer({ min: 12, max: 129 }),
    })
    await fc.assert(
      fc.asyncProperty(inputs, async ({ password, salt, m, t, p, digestBytes }) => {
        const cost = { memoryCost: m, timeCost: t, parallelism: p, hashLength: digestBytes }
        const expected = await reference.hash(password, { type: reference.argon2id, ...cost, salt, raw: true })
        expect(await engine.compute({ password, salt, m, t, p, digestBytes })).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })
})

describe('nothing is accepted that argon2 refuses', () => {
  type Answer = boolean | 'refused'
  const SALT = Buffer.from('some salt of use')
  const stored = byReference('their password', 64, 2, 1, { salt: SALT })
  const answerOf = (verifying: Promise<boolean>): Promise<Answer> => verifying.catch(() => 'refused' as const)
  const ours = (hash: string) =>
    inForce.verify(hash, 'their password').catch((error: unknown) => {
      expect(error).toBeInstanceOf(MalformedHash)
      return 'refused' as const
    })
  const withCost = (hash: string, cost: string) => hash.replace(/m=[^$]*/, cost)
  const next = (character: string) => String.fromCharCode(character.charCodeAt(0) + 1)

  test.each<[string, (hash: string) => string, Answer, Answer]>([
    ['the hash as it is', (hash) => hash, true, true],
    ['parameters in another order', (hash) => withCost(hash, 't=2,p=1,m=64'), true, true],
    ['a number with zeros before it', (hash) => hash.replace('m=64', 'm=064'), true, true],
    ['bits of base64 that nobody reads', (hash) => hash.slice(0, -1) + next(hash.at(-1)!), true, true],
    ['another digest', (hash) => hash.slice(0, -3) + (hash.endsWith('AAA') ? 'BBB' : 'AAA'), false, false],
    ['the digest cut short', (hash) => hash.slice(0, -22), false, false],
    ['another salt', (hash) => hash.replace('$c29t', '$c29u'), false, false],
    ['more passes', (hash) => hash.replace('t=2', 't=3'), false, false],
    ['more lanes', (hash) => hash.replace('p=1', 'p=2'), false, false],
    ['argon2i', (hash) => hash.replace('argon2id', 'argon2i'), 'refused', false],
    ['argon2d', (hash) => hash.replace('argon2id', 'argon2d'), 'refused', false],
    ['version 16', (hash) => hash.replace('v=19', 'v=16'), 'refused', false],
    ['no version', (hash) => hash.replace('$v=19', ''), 'refused', false],
    ['associated data', (hash) => hash.replace('p=1', 'p=1,data=AAAA'), 'refused', false],
    ['a parameter twice', (hash) => hash.replace('m=64', 'm=64,m=64'), 'refused', true],
    ['padding', (hash) => `${hash}=`, 'refused', 'refused'],
    ['a line end', (hash) => `${hash}\n`, 'refused', 'refused'],
    ['a NUL and more', (hash) => `${hash}\0A`, 'refused', 'refused'],
    ['a letter outside ASCII', (hash) => hash.replace('c29t', 'é29t'), 'refused', 'refused'],
    ['no passes', (hash) => hash.replace('t=2', 't=0'), 'refused', 'refused'],
    ['no lanes', (hash) => hash.replace('p=1', 'p=0'), 'refused', 'refused'],
    ['less memory than eight blocks a lane', (hash) => hash.replace('p=1', 'p=9'), 'refused', 'refused'],
    ['nothing', () => '', 'refused', 'refused'],
  ])('%s', async (_, change, expected, known) => {
    const hash = change(await stored)
    expect([await ours(hash), await answerOf(reference.verify(hash, 'their password'))]).toEqual([expected, known])
  })

  test.each([
    ['more memory than any setting allows', 'm=4194305,t=2,p=1'],
    ['all the memory that there can be', 'm=4294967295,t=2,p=1'],
    ['memory that is 64 modulo 2^32', 'm=4294967360,t=2,p=1'],
    ['passes that are 2 modulo 2^32', 'm=64,t=4294967298,p=1'],
    ['lanes that are 1 modulo 2^32', 'm=64,t=2,p=4294967297'],
  ])('%s: refused before it is tried', async (_, cost) => {
    expect(await ours(withCost(await stored, cost))).toBe('refused')
  })

  test('any one character changed: accepted only if argon2 accepts it', async () => {
    const hash = await stored
    const changes = fc.tuple(fc.nat(hash.length - 1), fc.constantFrom(...'$=,mtp019AzZ+/'))
    await fc.assert(
      fc.asyncProperty(changes, async ([at, character]) => {
        const changed = hash.slice(0, at) + character + hash.slice(at + 1)
        if ((await ours(changed)) === true) expect(await reference.verify(changed, 'their password')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

const absent = () => Promise.reject(new Error('Cannot find native binding'))

describe('the engine (P 10)', () => {
  test('the fast package is used where it works', async () => {
    expect(await loadArgon2Engine()).toMatchObject({ name: '@node-rs/argon2', failures: [] })
  })

  test.each<[string, LoadEngine, string]>([
    ['has no binary for the platform', absent, 'Cannot find native binding'],
    ['computes something else', async () => async () => randomBytes(32), '@node-rs/argon2 computes wrong hashes'],
  ])('`argon2` computes if the fast package %s', async (_, load, problem) => {
    const engine = await loadArgon2Engine(load)
    expect(engine.name).toBe('argon2')
    expect(engine.failures.map(String).join()).toContain(problem)
    const hasher = createArgon2Hasher({ parameters, queue, system: realSystem, compute: engine.compute })
    const hash = await hasher.hash('their password')
    expect(await inForce.verify(hash, 'their password')).toBe(true)
    expect(await hasher.verify(await inForce.hash('their password'), 'their password')).toBe(true)
  })
})
