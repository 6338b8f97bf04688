// REQUIREMENTS C 7: which keys a client may have, as they are registered.
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { jwksProblem } from '../../src/clients/client-keys.ts'

const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ format: 'jwk' })
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const publicEc = (namedCurve = 'P-256') => ec(namedCurve).publicKey.export({ format: 'jwk' })
const set = (...keys: object[]) => JSON.stringify({ keys })

describe('C 7: keys that a client may have', () => {
  test.each<[string, () => string]>([
    ['P-256', () => set(publicEc())],
    ['P-384', () => set(publicEc('P-384'))],
    ['Ed25519', () => set(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }))],
    ['RSA of 2048 bit', () => set(rsa(2048))],
    ['RSA for PS256', () => set({ ...rsa(2048), alg: 'PS256' })],
    ['an exponent of 3', () => set(rsa(2048, 3))],
    ['several', () => set({ ...publicEc(), kid: 'a' }, { ...publicEc(), kid: 'b' })],
  ])('%s', async (_, make) => {
    expect(await jwksProblem(make())).toBeUndefined()
  })
})

describe('C 7: keys that are refused when a client is registered', () => {
  test.each<[string, () => string]>([
    ['RSA of 1024 bit', () => set(rsa(1024))],
    ['RSA of 1024 bit with zeros in front', () => set({ ...rsa(1024), n: `${'A'.repeat(172)}${rsa(1024).n}` })],
    ['an exponent of 1', () => set({ ...rsa(2048), e: 'AQ' })],
    ['one weak among good ones', () => set(publicEc(), rsa(1024))],
    ['a symmetric key', () => set({ kty: 'oct', k: 'c2VjcmV0' })],
    ['a symmetric algorithm', () => set({ ...publicEc(), alg: 'HS256' })],
    ['no algorithm at all', () => set({ ...publicEc(), alg: 'none' })],
    ['a private key', () => set(ec('P-256').privateKey.export({ format: 'jwk' }))],
    ['a curve that there is not', () => set({ ...publicEc(), crv: 'P-999' })],
    ['a point that is none', () => set({ ...publicEc(), x: 'AAAA' })],
    ['an unknown kind', () => set({ kty: 'XYZ' })],
    ['no keys', () => set()],
    ['no set', () => JSON.stringify(publicEc())],
    ['no object', () => '[]'],
    ['null', () => 'null'],
    ['no JSON', () => 'nonsense'],
  ])('%s', async (_, make) => {
    expect(await jwksProblem(make())).toEqual(expect.any(String))
  })
})
