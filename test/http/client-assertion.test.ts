// REQUIREMENTS C 7, RFC 7523 §3: clients that authenticate by what they sign (private_key_jwt).
import { randomUUID } from 'node:crypto'
import { CompactSign, type CryptoKey, exportJWK, exportSPKI, type GenerateKeyPairResult, generateKeyPair, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../support/databases.ts'
import type { Json } from '../support/own-tokens.ts'
import { type Answer, basic, ISSUER, type RunningService, startService } from '../support/service.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const jwks = (...keys: JWK[]) => ({ keys })

let registered: GenerateKeyPairResult
let stranger: GenerateKeyPairResult
beforeAll(async () => {
  const make = () => generateKeyPair('ES256', { extractable: true })
  registered = await make()
  stranger = await make()
})

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await database.fresh()
    s = await startService(fresh.config)
    const keys = jwks({ ...(await exportJWK(registered.publicKey)), kid: 'one', alg: 'ES256' })
    await s.addClient('robot', { authMethods: ['private_key_jwt'], jwks: keys })
    await s.addClient('other', { authMethods: ['private_key_jwt'], jwks: jwks(await exportJWK(stranger.publicKey)) })
    await s.addClient('by-secret', { jwks: keys })
    await s.addClient('keyless', { authMethods: ['private_key_jwt'] })
    await s.addClient('gone', { authMethods: ['private_key_jwt'], jwks: keys })
    await s.service.clientAdministration.change('gone', { disabled: true }, { atMs: s.system.nowMs() })
  })
  afterAll(() => s.stop())

  const now = () => Math.floor(s.system.nowMs() / 1000)
  const claims = (): Json => ({ iss: 'robot', sub: 'robot', aud: ISSUER, exp: now() + 60, iat: now(), jti: randomUUID() })
  const signed = (changed: Json = {}, header: Json = {}, key: CryptoKey | Uint8Array = registered.privateKey) =>
    new CompactSign(Buffer.from(JSON.stringify({ ...claims(), ...changed })))
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header } as never)
      .sign(key)
  const present = (assertion: string, form: Record<string, string> = {}, at = s): Promise<Answer> =>
    at.form('/token', { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion: assertion, ...form })
  const refused = { status: 401, body: { error: 'invalid_client' } }

  test('C 7: one that is as it should be authenticates, at every endpoint, with the client’s id beside it or without', async () => {
    expect((await present(await signed())).status).toBe(200)
    expect((await present(await signed(), { client_id: 'robot' })).status).toBe(200)
    const byForm = async () => ({ token: 'x', client_assertion_type: JWT_BEARER, client_assertion: await signed() })
    expect((await s.form('/token/introspect', await byForm())).status).toBe(200)
    expect((await s.form('/token/revoke', await byForm())).status).toBe(200)
  })

  test.each<[string, () => Json]>([
    ['aud as an array of the issuer alone', () => ({ aud: [ISSUER] })],
    ['a life of five minutes', () => ({ exp: now() + 300 })],
    ['no iat', () => ({ iat: undefined })],
    ['an nbf that has come', () => ({ nbf: now() })],
    ['iat within the skew', () => ({ iat: now() + 30 })],
    ['exp within the skew', () => ({ exp: now() - 29 })],
  ])('C 7: good with %s', async (_, changed) => {
    expect((await present(await signed(changed()))).status).toBe(200)
  })

  test.each<[string, () => Json]>([
    ['another iss', () => ({ iss: 'other' })],
    ['no iss', () => ({ iss: undefined })],
    ['an iss that is no text', () => ({ iss: ['robot'] })],
    ['an iss with a NUL', () => ({ iss: 'robot\0' })],
    ['another sub', () => ({ sub: 'other' })],
    ['no sub', () => ({ sub: undefined })],
    ['aud of two', () => ({ aud: [ISSUER, 'https://orders.example.com'] })],
    ['aud of none', () => ({ aud: [] })],
    ['no aud', () => ({ aud: undefined })],
    ['aud the token endpoint', () => ({ aud: `${ISSUER}/token` })],
    ['aud with a slash at its end', () => ({ aud: `${ISSUER}/` })],
    ['aud another issuer', () => ({ aud: 'https://evil.example.com' })],
    ['a life of more than five minutes', () => ({ exp: now() + 331 })],
    ['an infinite exp', () => ({ exp: Number.MAX_VALUE })],
    ['exp as text', () => ({ exp: String(now() + 60) })],
    ['no exp', () => ({ exp: undefined })],
    ['an exp that has passed', () => ({ exp: now() - 30 })],
    ['iat in the future', () => ({ iat: now() + 31 })],
    ['nbf in the future', () => ({ nbf: now() + 31 })],
    ['no jti', () => ({ jti: undefined })],
    ['an empty jti', () => ({ jti: '' })],
    ['a jti that is no text', () => ({ jti: 7 })],
    ['a jti of 256 characters', () => ({ jti: 'x'.repeat(256) })],
    ['a jti with a NUL', () => ({ jti: 'a\0b' })],
    ['a jti with half a surrogate pair', () => ({ jti: 'a\ud800' })],
  ])('C 7: refused with %s', async (_, changed) => {
    expect(await present(await signed(changed()))).toMatchObject(refused)
  })

  test.each<[string, () => Promise<string>]>([
    [
      'HS256 with the public key as the secret',
      async () => signed({}, { alg: 'HS256' }, Buffer.from(await exportSPKI(registered.publicKey))),
    ],
    [
      'HS256 with the JWK as the secret',
      async () => signed({}, { alg: 'HS256' }, Buffer.from(JSON.stringify(await exportJWK(registered.publicKey)))),
    ],
    ['alg none', async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await signed()).split('.')[1]}.`],
    ['a key that is not registered', () => signed({}, {}, stranger.privateKey)],
    [
      'a key that it brings along',
      async () => signed({}, { kid: undefined, jwk: await exportJWK(stranger.publicKey) }, stranger.privateKey),
    ],
    ['a kid that is not registered', () => signed({}, { kid: 'two' })],
    ['another payload under the signature', async () => withOtherPayload(await signed(), { ...claims(), jti: randomUUID() })],
    ['an unknown client', () => signed({ iss: 'nobody', sub: 'nobody' })],
    ['a disabled client', () => signed({ iss: 'gone', sub: 'gone' })],
    ['a client without keys', () => signed({ iss: 'keyless', sub: 'keyless' })],
    ['a client that is registered for a secret', () => signed({ iss: 'by-secret', sub: 'by-secret' })],
    ['the client default', () => signed({ iss: 'default', sub: 'default' })],
    ['no JWT', async () => 'nonsense'],
    ['a JWT of nothing', async () => 'e30.e30.e30'],
    ['a payload that is no object', async () => `${(await signed()).split('.')[0]}.W10.x`],
  ])('C 7: refused: %s', async (_, make) => {
    expect(await present(await make())).toMatchObject(refused)
  })

  test('C 7: another client’s id beside it, or another type, is refused', async () => {
    expect(await present(await signed(), { client_id: 'other' })).toMatchObject(refused)
    expect(
      await present(await signed(), { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
    ).toMatchObject(refused)
    expect(await present('')).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test('C 5: a client of keys does not authenticate by its name, nor by a secret', async () => {
    expect(await s.form('/token', { grant_type: 'client_credentials', client_id: 'robot' })).toMatchObject(refused)
    expect(await s.form('/token', { grant_type: 'client_credentials' }, basic('robot', 'x'))).toMatchObject(refused)
  })

  test('C 7: good for one use: a replay is refused, by another endpoint, by a replica and after a restart too', async () => {
    const assertion = await signed()
    expect((await present(assertion)).status).toBe(200)
    expect(await present(assertion)).toMatchObject(refused)
    expect(await s.form('/token/revoke', { token: 'x', client_assertion_type: JWT_BEARER, client_assertion: assertion })).toMatchObject(
      refused,
    )
    const replica = await startService(fresh.config, { system: s.system })
    expect(await present(assertion, {}, replica)).toMatchObject(refused)
    await replica.stop()
    await s.stop()
    s = await startService(fresh.config, { system: s.system })
    expect(await present(assertion)).toMatchObject(refused)
    expect((await present(await signed())).status).toBe(200)
  })

  test('C 7: of 20 uses at once one wins', async () => {
    const assertion = await signed()
    const answers = await Promise.all(Array.from({ length: 20 }, () => present(assertion)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19)
  })

  test('C 7: the jti of another client is no replay', async () => {
    const jti = randomUUID()
    expect((await present(await signed({ jti }))).status).toBe(200)
    expect((await present(await signed({ jti, iss: 'other', sub: 'other' }, { kid: undefined }, stranger.privateKey))).status).toBe(200)
  })

  test('C 7: one that was refused for something else is not spent', async () => {
    const assertion = await signed({ iat: now() + 31 })
    expect(await present(assertion)).toMatchObject(refused)
    s.system.advanceSeconds(1)
    expect((await present(assertion)).status).toBe(200)
  })

  test('DESIGN §3: the memory of assertions goes a day after they expired, and not before', async () => {
    const { kysely } = await fresh.open()
    const count = async () => (await kysely.selectFrom('client_assertions').selectAll().execute()).length
    expect((await present(await signed())).status).toBe(200)
    s.system.advanceSeconds(86_400)
    const before = await count()
    await s.service.housekeeping.run()
    expect(await count()).toBeGreaterThan(0)
    expect(await count()).toBeLessThanOrEqual(before)
    // The longest life, and the skew.
    s.system.advanceSeconds(331)
    await s.service.housekeeping.run()
    expect(await count()).toBe(0)
  })

  test('L 8: those that are refused are bounded for each client and address, and hold nothing back that is good', async () => {
    s.system.advanceSeconds(60)
    const forged = async () => (await present(await signed({}, {}, stranger.privateKey))).status
    for (let turn = 0; turn < 120; turn += 1) expect(await forged()).toBe(401)
    expect(await forged()).toBe(429)
    expect((await present(await signed())).status).toBe(200)
    expect((await present(await signed({ iss: 'nobody', sub: 'nobody' }, {}, stranger.privateKey))).status).toBe(401)
    s.system.advanceSeconds(60)
    expect(await forged()).toBe(401)
  })
})

const withOtherPayload = (token: string, payload: Json) => {
  const [header, , signature] = token.split('.')
  return `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`
}
