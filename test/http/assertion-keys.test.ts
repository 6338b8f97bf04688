// REQUIREMENTS C 7, RFC 7515 §4.1.4: which of a client's keys an assertion is verified with, as while one key is exchanged for another.
import { randomUUID } from 'node:crypto'
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Administrator, administrator } from '../support/admin.ts'
import { databases } from '../support/databases.ts'
import type { Json } from '../support/own-tokens.ts'
import { ISSUER, type RunningService, startService } from '../support/service.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const make = async (alg = 'ES256') => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { jwk: await exportJWK(publicKey), privateKey }
}
const [older, newer, stranger, rsa] = await Promise.all([make(), make(), make(), make('RS256')])

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let admin: Administrator
  beforeAll(async () => {
    s = await startService((await database.fresh()).config)
    admin = await administrator(s)
  })
  afterAll(() => s.stop())

  const statusOf = async (id: string, key: CryptoKey, header: Json = {}) => {
    const claims = { iss: id, sub: id, aud: ISSUER, exp: Math.floor(s.system.nowMs() / 1000) + 60, jti: randomUUID() }
    const signed = new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg: 'ES256', ...header } as never)
    const form = { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion: await signed.sign(key) }
    return (await s.form('/token', form)).status
  }
  const register = (id: string, ...keys: JWK[]) => s.addClient(id, { authMethods: ['private_key_jwt'], jwks: { keys } })

  test('C 7: a key is exchanged for another, and a client that never names one is refused at no step', async () => {
    await register('turning', older.jwk)
    const publish = async (...keys: JWK[]) => {
      expect((await admin.send('PATCH', '/admin/clients/turning', { jwks: { keys } })).status).toBe(200)
    }
    const both = async () => [await statusOf('turning', older.privateKey), await statusOf('turning', newer.privateKey)]
    expect(await both()).toEqual([200, 401])
    await publish(older.jwk, newer.jwk)
    expect(await both()).toEqual([200, 200])
    await publish(newer.jwk)
    expect(await both()).toEqual([401, 200])
  })

  test.each<[string, number, CryptoKey, Json]>([
    ['no kid, and the first key', 200, older.privateKey, {}],
    ['no kid, and the last key', 200, newer.privateKey, {}],
    ['no kid, and a key of another kind', 200, rsa.privateKey, { alg: 'RS256' }],
    ['the kid of its key', 200, newer.privateKey, { kid: 'newer' }],
    ['no kid, and a key that is not registered', 401, stranger.privateKey, {}],
    ['no kid, and a key that it brings along', 401, stranger.privateKey, { jwk: stranger.jwk }],
    ['the kid of another key', 401, newer.privateKey, { kid: 'older' }],
    ['a kid that is not registered', 401, newer.privateKey, { kid: 'x' }],
  ])('C 7: of a client with keys of two kinds, one with %s is answered with %i', async (name, status, key, header) => {
    const id = name.replaceAll(/\W/g, '-')
    await register(id, { ...older.jwk, kid: 'older' }, rsa.jwk, { ...newer.jwk, kid: 'newer' })
    expect(await statusOf(id, key, header)).toBe(status)
  })

  test('C 7: two keys of one kid are each tried, and a key for something else is not', async () => {
    await register('alike', { ...older.jwk, kid: 'a' }, { ...newer.jwk, kid: 'a' }, { ...stranger.jwk, kid: 'a', use: 'enc' })
    const statuses = []
    for (const { privateKey } of [older, newer, stranger]) statuses.push(await statusOf('alike', privateKey, { kid: 'a' }))
    expect(statuses).toEqual([200, 200, 401])
  })
})
