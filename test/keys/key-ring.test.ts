// The keys in memory: when they are loaded, and what signs and verifies (REQUIREMENTS M 4, M 5).
import { CompactEncrypt, type JWK } from 'jose'
import { expect, test } from 'vitest'
import { privateKeyOf, publicKeyOf } from '../../src/keys/jws-signature.ts'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import { SealBroken } from '../../src/keys/signing-key.ts'
import { deriveKey } from '../../src/secret/derived-key.ts'
import { DAY_MS, holding, make, material, ONE, other, TWO } from './held-keys.ts'

const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString())

test('the set is loaded once for each version, however many ask (M 4)', async () => {
  const { ring, set, loads } = holding([await make(0, 0)])
  expect([ring.version, ring.keys]).toEqual([-1, []])
  await Promise.all([ring.catchUp(), ring.catchUp(), ring.refresh(3)])
  await ring.catchUp()
  expect([loads(), ring.version]).toEqual([1, 3])
  await ring.catchUp()
  expect(loads()).toBe(1)
  set.version = 4
  await ring.refresh(4)
  expect([loads(), ring.version]).toEqual([2, 4])
  await ring.refresh()
  expect(loads()).toBe(3)
})

test('a load that failed is tried again', async () => {
  const { ring, store, loads } = holding([await make(0, 0)])
  const { load } = store
  store.load = () => Promise.reject(new Error('away'))
  await expect(ring.refresh(3)).rejects.toThrow('away')
  store.load = load
  store.readVersion = () => Promise.resolve(3)
  await ring.catchUp()
  expect([loads(), ring.version]).toEqual([1, 3])
})

test('the current key signs, and every key that is not gone verifies (M 4)', async () => {
  const [old, now, next] = [await make(0, 0), await make(0, DAY_MS), await make(DAY_MS, null)]
  const { ring, system } = holding([old, now, next])
  expect(() => ring.signer()).toThrow(expect.objectContaining({ code: 'unavailable', message: 'There is no signing key yet.' }))
  await ring.refresh()
  expect(headerOf(await ring.signer().sign({}))).toEqual({ typ: 'at+jwt', alg: 'EdDSA', kid: old.kid })
  system.advanceMs(DAY_MS)
  const token = await ring.signer().sign({ sub: 'a' })
  expect(headerOf(token).kid).toBe(now.kid)
  const [header, payload, signature] = token.split('.') as [string, string, string]
  const verifies = (kid: string) => ring.verifier(kid)?.verify(`${header}.${payload}`, Buffer.from(signature, 'base64url'))
  expect([old.kid, now.kid, next.kid, 'x'].map(verifies)).toEqual([false, true, false, undefined])
  expect(ring.publicJwks().map(({ kid }) => kid)).toEqual([old.kid, now.kid, next.kid])
  system.advanceMs(65 * 60_000 - 1)
  expect(ring.verifier(old.kid)).toBeDefined()
  system.advanceMs(1)
  expect(ring.verifier(old.kid)).toBeUndefined()
  expect(ring.publicJwks().map(({ kid }) => kid)).toEqual([now.kid, next.kid])
})

test('a key that cannot be opened verifies, and raises one alarm (M 5)', async () => {
  const key = await make(0, 0)
  const { ring, alarmed } = holding([key], other)
  await ring.refresh()
  expect(ring.verifier(key.kid)).toBeDefined()
  expect(ring.keys).toMatchObject([{ kid: key.kid, seal: 'broken' }])
  expect(() => ring.requireOpened()).toThrow(SealBroken)
  for (const _ of [1, 2]) {
    expect(() => ring.signer()).toThrow(SealBroken)
    expect(alarmed).toEqual([key.kid])
  }
})

test('a key that was opened once still signs if others reseal it (M 5)', async () => {
  const key = await make(0, 0)
  const { ring, set } = holding([key])
  await ring.refresh()
  expect(() => ring.requireOpened()).not.toThrow()
  set.keys = [{ ...key, sealedPrivateJwk: await createKeyMaterial({ current: TWO, previous: ONE }).reseal(key) }]
  await ring.refresh()
  expect(ring.keys).toMatchObject([{ seal: 'broken' }])
  expect(headerOf(await ring.signer().sign({})).kid).toBe(key.kid)
})

test('a defect in a stored key is thrown as it is', async () => {
  const key = await make(0, 0)
  const { ring } = holding([{ ...key, publicJwk: '{' }])
  await expect(ring.refresh()).rejects.toThrow(SyntaxError)
  const failing = { ...material, open: () => Promise.reject(new TypeError('a defect')) }
  await expect(holding([key], failing).ring.refresh()).rejects.toThrow('a defect')
})

test('a private key opens only under its own kid (M 5)', async () => {
  const [key, second] = [await make(0, 0), await make(0, 0)]
  expect((await material.open(key)).seal).toBe('current')
  await expect(material.open({ ...key, sealedPrivateJwk: second.sealedPrivateJwk })).rejects.toThrow(SealBroken)
  const rolled = createKeyMaterial({ current: TWO, previous: ONE })
  expect((await rolled.open(key)).seal).toBe('previous')
  const resealed = { ...key, sealedPrivateJwk: await rolled.reseal(key) }
  expect((await rolled.open(resealed)).seal).toBe('current')
  await expect(material.open(resealed)).rejects.toMatchObject({
    name: 'SealBroken',
    code: 'unavailable',
    message: 'The signing keys cannot be opened.',
    details: {
      retryAfterSeconds: 1,
      cause: new Error('The signing keys were sealed under another service secret: give that one, or give it as the previous one.'),
    },
  })
  expect(JSON.parse(key.publicJwk)).toEqual({ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: key.kid, alg: 'EdDSA', use: 'sig' })
})

test('a request during a load waits, and loads nothing', async () => {
  const { ring, store, loads } = holding([await make(0, 0)])
  const { load } = store
  const gate = Promise.withResolvers<void>()
  store.load = () => gate.promise.then(load)
  const first = ring.refresh(3)
  await new Promise(setImmediate)
  const second = ring.refresh(3)
  await new Promise(setImmediate)
  gate.resolve()
  await Promise.all([first, second])
  expect([loads(), ring.version]).toEqual([1, 3])
})

test('a private key that was sealed by another algorithm does not open (RFC 8725 §3.1)', async () => {
  const key = await make(0, 0)
  const sealed = await new CompactEncrypt(Buffer.from('{}'))
    .setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256', kid: key.kid })
    .encrypt(deriveKey(ONE, 'signing keys at rest'))
  await expect(material.open({ ...key, sealedPrivateJwk: sealed })).rejects.toThrow(SealBroken)
})

test.each<[string, JWK]>([
  ['another type', { kty: 'OKP', crv: 'Ed25519' }],
  ['another kind', { kty: 'RSA', crv: 'P-256' }],
  ['another curve', { kty: 'EC', crv: 'P-384' }],
])('a key of %s is not used for an algorithm (RFC 8725 §3.1)', (_, jwk) => {
  for (const keyOf of [publicKeyOf, privateKeyOf]) expect(() => keyOf('ES256', jwk)).toThrow('The key is not one for ES256.')
})
