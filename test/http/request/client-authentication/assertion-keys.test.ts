// REQUIREMENTS C 7, RFC 7515 §4.1.4: which of a client's keys verifies an assertion, also while the client
// replaces a key.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../../support/fixtures.ts'
import type { Json } from '../../../support/own-tokens.ts'
import { ISSUER, type RunningService } from '../../../support/service.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const make = async (alg = 'ES256') => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { jwk: await exportJWK(publicKey), privateKey }
}
const [older, newer, stranger, rsa, ed] = await Promise.all([make(), make(), make(), make('RS256'), make('Ed25519')])
const ed448 = generateKeyPairSync('ed448')

describe.each(onEachDatabase())('on $name', ({ test }) => {
  const statusOf = async (service: RunningService, id: string, key: CryptoKey, header: Json = {}) => {
    const claims = { iss: id, sub: id, aud: ISSUER, exp: Math.floor(service.system.nowMs() / 1000) + 60, jti: randomUUID() }
    const signed = new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg: 'ES256', ...header } as never)
    const form = { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion: await signed.sign(key) }
    return (await service.form('/token', form)).status
  }
  const register = (service: RunningService, id: string, ...keys: JWK[]) =>
    service.addClient(id, { authMethods: ['private_key_jwt'], jwks: { keys } })

  test('a key is replaced without a refusal, even without kid (C 7)', async ({ service, admin }) => {
    await register(service, 'turning', older.jwk)
    const publish = async (...keys: JWK[]) => {
      expect((await admin.send('PATCH', '/admin/clients/turning', { jwks: { keys } })).status).toBe(200)
    }
    const both = async () => [await statusOf(service, 'turning', older.privateKey), await statusOf(service, 'turning', newer.privateKey)]
    expect(await both()).toEqual([200, 401])
    await publish(older.jwk, newer.jwk)
    expect(await both()).toEqual([200, 200])
    await publish(newer.jwk)
    expect(await both()).toEqual([401, 200])
  })

  test.for<[string, number, CryptoKey, Json]>([
    ['no kid, first key', 200, older.privateKey, {}],
    ['no kid, last key', 200, newer.privateKey, {}],
    ['no kid, other type', 200, rsa.privateKey, { alg: 'RS256' }],
    ['its kid', 200, newer.privateKey, { kid: 'newer' }],
    ['no kid, unregistered', 401, stranger.privateKey, {}],
    ['no kid, sends the key', 401, stranger.privateKey, { jwk: stranger.jwk }],
    ['another kid', 401, newer.privateKey, { kid: 'older' }],
    ['an unregistered kid', 401, newer.privateKey, { kid: 'x' }],
  ])('two types of keys, %s: answered with %i (C 7)', async ([name, status, key, header], { service }) => {
    const id = name.replaceAll(/\W/g, '-')
    await register(service, id, { ...older.jwk, kid: 'older' }, rsa.jwk, { ...newer.jwk, kid: 'newer' })
    expect(await statusOf(service, id, key, header)).toBe(status)
  })

  test('all keys with the same kid are tried, encryption keys are not (C 7)', async ({ service }) => {
    await register(service, 'alike', { ...older.jwk, kid: 'a' }, { ...newer.jwk, kid: 'a' }, { ...stranger.jwk, kid: 'a', use: 'enc' })
    const statuses = []
    for (const { privateKey } of [older, newer, stranger]) statuses.push(await statusOf(service, 'alike', privateKey, { kid: 'a' }))
    expect(statuses).toEqual([200, 200, 401])
  })

  test.for<[string, JWK, Json]>([
    ['a kid in the assertion only', older.jwk, { kid: 'x' }],
    ['the operations of a key pair', { ...older.jwk, key_ops: ['sign', 'verify'] }, {}],
    ['a use, operations and ext', { ...older.jwk, use: 'sig', key_ops: ['verify'], ext: true }, {}],
    ['one key without kid among others', older.jwk, { kid: 'x', typ: 'JWT' }],
  ])('a key is accepted with %s (C 9)', async ([name, jwk, header], { service }) => {
    const id = name.replaceAll(/\W/g, '-')
    await register(service, id, jwk, { ...newer.jwk, kid: 'newer' })
    expect(await statusOf(service, id, older.privateKey, header)).toBe(200)
    expect(await statusOf(service, id, stranger.privateKey, header)).toBe(401)
  })

  test('unusable keys beside a good one are ignored and never verify (C 9)', async ({ service, admin }) => {
    const foreign: JWK[] = [
      { ...stranger.jwk, use: 'enc' },
      { ...stranger.jwk, key_ops: [] },
      { kty: 'AKP', alg: 'ML-DSA-65', pub: 'x' },
      { ...rsa.jwk, alg: 'RSA-OAEP-256' },
      { ...ed448.publicKey.export({ format: 'jwk' }), alg: 'EdDSA' } as JWK,
    ]
    const { status, body } = await admin.send('POST', '/admin/clients', { id: 'mixed', jwks: { keys: [...foreign, older.jwk] } })
    expect([status, body.client.jwks.keys]).toEqual([201, JSON.parse(JSON.stringify([...foreign, older.jwk]))])
    expect(await statusOf(service, 'mixed', older.privateKey)).toBe(200)
    expect(await statusOf(service, 'mixed', stranger.privateKey)).toBe(401)
    expect(await statusOf(service, 'mixed', rsa.privateKey, { alg: 'RS256' })).toBe(401)
  })

  test.for(['EdDSA', 'Ed25519', undefined])(
    'an Ed25519 key registered with the alg %s verifies both names (C 9)',
    async (alg, { service, admin }) => {
      const id = `ed-${alg}`
      const { status } = await admin.send('POST', '/admin/clients', { id, jwks: { keys: [{ ...ed.jwk, alg }] } })
      expect(status).toBe(201)
      for (const name of ['EdDSA', 'Ed25519']) expect(await statusOf(service, id, ed.privateKey, { alg: name }), name).toBe(200)
      const other = (await make('Ed25519')).privateKey
      for (const name of ['EdDSA', 'Ed25519']) expect(await statusOf(service, id, other, { alg: name }), name).toBe(401)
    },
  )

  test.for(['EdDSA', 'Ed25519', 'Ed448'])('an Ed448 signature named %s is refused (C 9)', async (alg, { service, admin }) => {
    const jwk = ed448.publicKey.export({ format: 'jwk' }) as JWK
    const id = `ed448-${alg}`
    expect(await admin.send('POST', '/admin/clients', { id, jwks: { keys: [{ ...jwk, alg }] } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/jwks', detail: expect.stringContaining('whose kind is not') }] },
    })
    // As if an earlier release had accepted it.
    await register(service, id, { ...jwk, alg })
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { iss: id, sub: id, aud: ISSUER, exp: Math.floor(service.system.nowMs() / 1000) + 60, jti: randomUUID() }
    const input = `${part({ alg })}.${part(claims)}`
    const assertion = `${input}.${sign(null, Buffer.from(input), ed448.privateKey).toString('base64url')}`
    const form = { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion: assertion }
    expect((await service.form('/token', form)).status).toBe(401)
  })

  test('the log says which key was missing (G 3)', async ({ service }) => {
    await register(service, 'told', { ...older.jwk, kid: 'a' })
    const reasons = []
    for (const [key, header] of [
      [older.privateKey, { kid: 'b' }],
      [rsa.privateKey, { alg: 'RS256', kid: 'a' }],
      [stranger.privateKey, { kid: 'a' }],
    ] as const) {
      await statusOf(service, 'told', key, header)
      reasons.push(JSON.parse(service.logged.findLast((line) => line.includes('"answered"'))!).reason)
    }
    expect(reasons).toEqual([
      'no registered key of the client has the kid of the assertion',
      'no registered key of the client is for the alg of the assertion',
      'the signature of the assertion is not good',
    ])
  })
})
