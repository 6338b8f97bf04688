// What a client's key can verify (RFC 7517 §4, RFC 7518 §3.1, REQUIREMENTS C 9). `client-keys.test.ts` has
// the keys that may be registered.
import { generateKeyPairSync } from 'node:crypto'
import { CompactSign, compactVerify, type JWK } from 'jose'
import { expect, test } from 'vitest'
import { ASSERTION_ALGS, assertionKey } from '../../src/clients/assertion-key.ts'

const jwkOf = ({ publicKey }: { publicKey: { export(options: { format: 'jwk' }): object } }): JWK => publicKey.export({ format: 'jwk' })
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const ed25519 = generateKeyPairSync('ed25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** A number of that many bits, as a JWK has it. */
const bits = (count: number) =>
  Buffer.from((1n << BigInt(count - 1)).toString(16).padStart(Math.ceil(count / 8) * 2, '0'), 'hex').toString('base64url')

test.each<[string, JWK, string[]]>([
  ['P-256', jwkOf(p256), ['ES256']],
  ['P-384', jwkOf(p384), ['ES384']],
  ['Ed25519', jwkOf(ed25519), ['EdDSA', 'Ed25519']],
  ['Ed25519 by its older name', { ...jwkOf(ed25519), alg: 'EdDSA' }, ['EdDSA', 'Ed25519']],
  ['Ed25519 by its own name', { ...jwkOf(ed25519), alg: 'Ed25519' }, ['EdDSA', 'Ed25519']],
  ['RSA', jwkOf(rsa), ['RS256', 'PS256']],
  ['a key whose use is sig', { ...jwkOf(p256), use: 'sig' }, ['ES256']],
  ['RSA for one algorithm', { ...jwkOf(rsa), alg: 'PS256' }, ['PS256']],
  ['RSA with a stray curve', { ...jwkOf(rsa), crv: 'P-256' }, ['RS256', 'PS256']],
])('%s verifies these algorithms and no other (RFC 7518 §3.1)', (_, jwk, algs) => {
  expect(assertionKey({ ...jwk, kid: 'k' })).toMatchObject({ kind: 'usable', kid: 'k', algs })
})

test.each<[string, JWK, string]>([
  ['no kty', { kid: 'k' }, 'without kty (RFC 7517 §4.1)'],
  ...(['kty', 'alg', 'kid', 'use', 'crv', 'x', 'y', 'n', 'e'] as const).map((member): [string, JWK, string] => [
    `${member} as a number`,
    { ...jwkOf(p256), [member]: 7 } as JWK,
    `whose ${member} is not text`,
  ]),
  ['use for encryption', { ...jwkOf(p256), use: 'enc' }, 'whose use is not sig (RFC 7517 §4.2)'],
  ['key_ops as text', { ...jwkOf(p256), key_ops: 'verify' } as unknown as JWK, 'whose key_ops is not a list'],
  ['key_ops without verify', { ...jwkOf(p256), key_ops: ['sign'] }, 'whose key_ops does not have verify (RFC 7517 §4.3)'],
  ['another curve', { ...jwkOf(p256), crv: 'P-521' }, 'whose kind is not EC P-256, EC P-384, OKP Ed25519 or RSA'],
  ['alg of another kind', { ...jwkOf(p256), alg: 'ES384' }, 'whose alg is not what such a key verifies (ES256)'],
  ['alg of another RSA scheme', { ...jwkOf(rsa), alg: 'RS512' }, 'whose alg is not what such a key verifies (RS256, PS256)'],
  ['alg Ed448 of an Ed25519', { ...jwkOf(ed25519), alg: 'Ed448' }, 'whose alg is not what such a key verifies (EdDSA, Ed25519)'],
  ['RSA of 2047 bits', { ...jwkOf(rsa), n: bits(2047) }, 'of less than 2048 bit, or whose exponent is below 3'],
  ['RSA with an exponent of 2', { ...jwkOf(rsa), e: bits(2) }, 'of less than 2048 bit, or whose exponent is below 3'],
  ['RSA without a modulus', { kty: 'RSA', e: 'AQAB' }, 'of less than 2048 bit, or whose exponent is below 3'],
  ['RSA without an exponent', { kty: 'RSA', n: bits(2048) }, 'of less than 2048 bit, or whose exponent is below 3'],
])('a key is unusable: %s (C 9)', (_, jwk, problem) => {
  expect(assertionKey(jwk)).toEqual({ kind: 'unusable', problem })
})

test.each<[string, JWK]>([
  ['with a modulus of 2048 bits', { kty: 'RSA', n: bits(2048), e: 'AQAB' }],
  ['with an exponent of 3', { kty: 'RSA', n: bits(2048), e: 'Aw' }],
])('RSA is usable %s (RFC 7518 §3.3)', (_, jwk) => expect(assertionKey(jwk).kind).toBe('usable'))

test.each<[string, { privateKey: Parameters<CompactSign['sign']>[0] }, JWK, (typeof ASSERTION_ALGS)[number]]>([
  ['ES256', p256, jwkOf(p256), 'ES256'],
  ['ES384', p384, jwkOf(p384), 'ES384'],
  ['EdDSA', ed25519, jwkOf(ed25519), 'EdDSA'],
  ['Ed25519', ed25519, jwkOf(ed25519), 'Ed25519'],
  ['RS256', rsa, jwkOf(rsa), 'RS256'],
  ['PS256', rsa, jwkOf(rsa), 'PS256'],
])('an imported key verifies %s, whatever its other members allow (C 9)', async (_, { privateKey }, jwk, alg) => {
  const jws = await new CompactSign(Buffer.from('{}')).setProtectedHeader({ alg }).sign(privateKey)
  const key = assertionKey({ ...jwk, key_ops: ['sign', 'verify'], ext: false })
  if (key.kind === 'unusable') throw new Error(key.problem)
  await expect(compactVerify(jws, await key.import(alg))).resolves.toBeDefined()
  expect(ASSERTION_ALGS).toContain(alg)
})
