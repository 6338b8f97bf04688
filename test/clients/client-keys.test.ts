// Which keys a client may register (REQUIREMENTS C 7).
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { assertionKeysOf, jwksProblem } from '../../src/clients/client-keys.ts'

const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ format: 'jwk' })
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const publicEc = (namedCurve = 'P-256') => ec(namedCurve).publicKey.export({ format: 'jwk' })
const ed25519 = () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
const ed448 = () => generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' })
const set = (...keys: object[]) => JSON.stringify({ keys })

/** Keys of other software that this service cannot use, with the reason if the set has no other key. */
const FOREIGN: [what: string, key: () => object, reason: RegExp][] = [
  ['a key for encryption', () => ({ ...rsa(2048), use: 'enc', alg: 'RSA-OAEP-256' }), /use is not sig/],
  ['an alg for encryption', () => ({ ...rsa(2048), alg: 'RSA-OAEP' }), /alg is not what such a key verifies \(RS256, PS256\)/],
  ['a key without operations', () => ({ ...publicEc(), key_ops: [] }), /key_ops does not have verify/],
  ['a key that may only sign', () => ({ ...publicEc(), key_ops: ['sign'] }), /key_ops does not have verify/],
  ['a key for key agreement', () => ({ ...publicEc(), key_ops: ['deriveBits'] }), /key_ops does not have verify/],
  ['ES512', () => ({ ...publicEc('P-521'), alg: 'ES512' }), /kind is not EC P-256/],
  ['secp256k1', () => publicEc('secp256k1'), /kind is not EC P-256/],
  ['ML-DSA', () => ({ kty: 'AKP', alg: 'ML-DSA-65', pub: 'x' }), /kind is not EC P-256/],
  ['X25519', () => generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }), /kind is not EC P-256/],
  ['Ed448', () => ed448(), /kind is not EC P-256/],
  ['Ed448 under the name EdDSA', () => ({ ...ed448(), alg: 'EdDSA' }), /kind is not EC P-256/],
  ['Ed448 under the name Ed25519', () => ({ ...ed448(), alg: 'Ed25519' }), /kind is not EC P-256/],
  ['Ed25519 under the name Ed448', () => ({ ...ed25519(), alg: 'Ed448' }), /alg is not what such a key verifies \(EdDSA, Ed25519\)/],
  ['P-384 for ES256', () => ({ ...publicEc('P-384'), alg: 'ES256' }), /alg is not what such a key verifies \(ES384\)/],
  ['HS256', () => ({ ...publicEc(), alg: 'HS256' }), /alg is not what such a key verifies/],
  ['no kty', () => ({ kid: 'x' }), /without kty/],
  ['a member that is not text', () => ({ ...publicEc(), kid: 7 }), /whose kid is not text/],
  ['an invalid point', () => ({ ...publicEc(), x: 'AAAA' }), /that cannot be read/],
]

describe('keys that a client may have (C 7)', () => {
  test.each<[string, () => string]>([
    ['P-256', () => set(publicEc())],
    ['P-384', () => set(publicEc('P-384'))],
    ['Ed25519', () => set(ed25519())],
    ['RSA of 2048 bit', () => set(rsa(2048))],
    ['RSA for PS256', () => set({ ...rsa(2048), alg: 'PS256' })],
    ['an exponent of 3', () => set(rsa(2048, 3))],
    ['Ed25519 by its older name', () => set({ ...ed25519(), alg: 'EdDSA' })],
    ['Ed25519 by its own name', () => set({ ...ed25519(), alg: 'Ed25519' })],
    ['a use of sig', () => set({ ...publicEc(), use: 'sig' })],
    ["a pair's operations", () => set({ ...publicEc(), key_ops: ['sign', 'verify'], ext: true })],
    ['a use and operations', () => set({ ...rsa(2048), use: 'sig', key_ops: ['verify'] })],
    ['unknown members', () => set({ ...publicEc(), x5c: ['x'], x5t: 'x', 'x5t#S256': 'x', iat: 7, nested: {} })],
    ...FOREIGN.map(([what, key]): [string, () => string] => [`${what} beside a good key`, () => set(key(), publicEc())]),
    ['all of those after a good key', () => set(publicEc(), ...FOREIGN.map(([, key]) => key()))],
    ['several', () => set({ ...publicEc(), kid: 'a' }, { ...publicEc(), kid: 'b' })],
  ])('%s', async (_, make) => {
    expect(await jwksProblem(JSON.parse(make()))).toBeUndefined()
  })
})

describe('keys that are refused at registration (C 7)', () => {
  test.each<[string, () => string]>([
    ['RSA of 1024 bit', () => set(rsa(1024))],
    ['RSA of 1024 bit with leading zeros', () => set({ ...rsa(1024), n: `${'A'.repeat(172)}${rsa(1024).n}` })],
    ['an exponent of 1', () => set({ ...rsa(2048), e: 'AQ' })],
    ['one weak key among good ones', () => set(publicEc(), rsa(1024))],
    ['a symmetric key', () => set({ kty: 'oct', k: 'c2VjcmV0' })],
    ['a symmetric algorithm', () => set({ ...publicEc(), alg: 'HS256' })],
    ['no algorithm at all', () => set({ ...publicEc(), alg: 'none' })],
    ['a private key', () => set(ec('P-256').privateKey.export({ format: 'jwk' }))],
    ['a private key of a foreign kind', () => set(publicEc(), { kty: 'AKP', alg: 'ML-DSA-65', pub: 'x', priv: 'y' })],
    ['a symmetric key beside a good one', () => set(publicEc(), { kty: 'oct', k: 'c2VjcmV0' })],
    ['a part of a private key', () => set({ ...ec('P-256').publicKey.export({ format: 'jwk' }), q: 'AQAB' })],
    ['an unknown curve', () => set({ ...publicEc(), crv: 'P-999' })],
    ['an invalid point', () => set({ ...publicEc(), x: 'AAAA' })],
    ['an unknown kind', () => set({ kty: 'XYZ' })],
    ['RSA whose n is a number', () => set({ kty: 'RSA', n: 5, e: 'AQAB' })],
    ['RSA whose n is null', () => set({ kty: 'RSA', n: null, e: 'AQAB' })],
    ['RSA whose e is an object', () => set({ ...rsa(2048), e: {} })],
    ['RSA whose n is a list', () => set({ ...rsa(2048), n: [rsa(2048).n] })],
    ['RSA whose n is empty', () => set({ ...rsa(2048), n: '' })],
    ['RSA whose n is not base64url', () => set({ ...rsa(2048), n: '=$ü' })],
    ['RSA without numbers', () => set({ kty: 'RSA' })],
    ['RSA as a list with members', () => JSON.stringify({ keys: [['RSA']] })],
    ["a curve's point given as numbers", () => set({ ...publicEc(), x: 5, y: 6 })],
    ['a curve that is not text', () => set({ ...publicEc(), crv: ['P-256'] })],
    ['no kind', () => set({ n: 'AQAB' })],
    ['a kind that is not text', () => set({ ...publicEc(), kty: 5 })],
    ['a kind named like a prototype', () => '{"keys":[{"kty":"__proto__"},{"kty":"constructor"}]}'],
    ['an algorithm that is not text', () => set({ ...publicEc(), alg: null })],
    ['an algorithm of another kind', () => set({ ...publicEc(), alg: 'RS256' })],
    ['a kid that is not text', () => set({ ...publicEc(), kid: 7 })],
    ['a use that is not text', () => set({ ...publicEc(), use: {} })],
    ['operations that are not a list', () => set({ ...publicEc(), key_ops: 'verify' })],
    ['a key for key agreement', () => set({ kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) })],
    [
      'a good key with deeply nested lists',
      () => JSON.stringify({ keys: [{ ...publicEc(), z: 0 }] }).replace('0}', `${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
    ],
    [
      'a good key beside deeply nested lists',
      () => `{"keys":[${JSON.stringify(publicEc())}],"z":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    ],
    ['21 keys', () => set(...Array<object>(21).fill(publicEc()))],
    ['no keys', () => set()],
    ['a key in place of a set', () => JSON.stringify(publicEc())],
    ['an array in place of an object', () => '[]'],
    ['null', () => 'null'],
    ['text', () => '"keys"'],
  ])('%s', async (_, make) => {
    expect(await jwksProblem(JSON.parse(make()))).toMatch(/^(must|holds) /)
  })
})

describe('unusable keys are refused with the true reason (C 9)', () => {
  test.each(FOREIGN)('%s', async (_, key, reason) => {
    expect(await jwksProblem({ keys: [key()] })).toMatch(reason)
    expect(await jwksProblem({ keys: [key()] })).toMatch(/^holds a key /)
  })

  test('several keys are refused, each with its reason', async () => {
    const keys = [{ ...publicEc(), use: 'enc' }, { kid: 'x' }, publicEc('P-521'), publicEc('P-521')]
    expect(await jwksProblem({ keys })).toMatch(
      /^holds only keys that cannot verify an assertion: one whose use is not sig .*, one without kty .*, one whose kind .*, and others$/,
    )
  })
})

describe('what no key set may hold (C 7)', () => {
  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])('the private member %s', async (member) => {
    expect(await jwksProblem({ keys: [publicEc(), { ...publicEc(), [member]: 'AA' }] })).toBe('must hold public keys only')
  })

  test('more than 20 keys', async () => {
    expect(await jwksProblem({ keys: Array(20).fill(publicEc()) })).toBeUndefined()
    expect(await jwksProblem({ keys: Array(21).fill(publicEc()) })).toBe('must not hold more than 20 keys')
  })

  test.each<[string, unknown]>([
    ['no keys', { keys: [] }],
    ['text in place of a key', { keys: ['RSA'] }],
    ['null beside a key', { keys: [publicEc(), null] }],
    ['keys that are no list', { keys: publicEc() }],
  ])('%s', async (_, jwks) => expect(await jwksProblem(jwks)).toBe('must be a JWK Set with a key (RFC 7517 §5)'))

  test('more reasons than three are not listed, and three are listed alone', async () => {
    const reason = 'one without kty (RFC 7517 §4.1)'
    const [three, four] = [3, 4].map((count) => jwksProblem({ keys: Array(count).fill({ kid: 'x' }) }))
    const begins = 'holds only keys that cannot verify an assertion: '
    expect(await three).toBe(begins + [reason, reason, reason].join(', '))
    expect(await four).toBe(`${begins + [reason, reason, reason].join(', ')}, and others`)
  })
})

test('only the keys that can verify an assertion are tried (C 9)', () => {
  const keys = [...FOREIGN.slice(0, 3).map(([, key]) => key()), { ...publicEc(), kid: 'good' }]
  expect(assertionKeysOf({ keys }).map(({ kid }) => kid)).toEqual(['good'])
})
