// REQUIREMENTS C 7, RFC 7523 §3: clients that authenticate with a signed assertion (private_key_jwt).
import { randomUUID } from 'node:crypto'
import { CompactSign, type CryptoKey, exportJWK, exportSPKI, type GenerateKeyPairResult, generateKeyPair, type JWK } from 'jose'
import { beforeAll, describe, expect } from 'vitest'
import { onEachDatabase } from '../../../support/fixtures.ts'
import type { Json } from '../../../support/own-tokens.ts'
import { type Answer, basic, ISSUER, type RunningService, startService } from '../../../support/service.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const jwks = (...keys: JWK[]) => ({ keys })

let registered: GenerateKeyPairResult
let stranger: GenerateKeyPairResult
beforeAll(async () => {
  const make = () => generateKeyPair('ES256', { extractable: true })
  registered = await make()
  stranger = await make()
})

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    const keys = jwks({ ...(await exportJWK(registered.publicKey)), kid: 'one', alg: 'ES256' })
    await service.addClient('robot', { authMethods: ['private_key_jwt'], jwks: keys })
    await service.addClient('other', { authMethods: ['private_key_jwt'], jwks: jwks(await exportJWK(stranger.publicKey)) })
    await service.addClient('by-secret', { jwks: keys })
    await service.addClient('keyless', { authMethods: ['private_key_jwt'] })
    await service.addClient('gone', { authMethods: ['private_key_jwt'], jwks: keys })
    await service.service.clientAdministration.change('gone', { disabled: true }, { atMs: service.system.nowMs() })
  })

  const now = (service: RunningService) => Math.floor(service.system.nowMs() / 1000)
  const claims = (service: RunningService): Json => ({
    iss: 'robot',
    sub: 'robot',
    aud: ISSUER,
    exp: now(service) + 60,
    iat: now(service),
    jti: randomUUID(),
  })
  const signed = (service: RunningService, changed: Json = {}, header: Json = {}, key: CryptoKey | Uint8Array = registered.privateKey) =>
    new CompactSign(Buffer.from(JSON.stringify({ ...claims(service), ...changed })))
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header } as never)
      .sign(key)
  const present = (service: RunningService, assertion: string, form: Record<string, string> = {}): Promise<Answer> =>
    service.form('/token', { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion: assertion, ...form })
  const refused = { status: 401, body: { error: 'invalid_client' } }

  test.for<[string, (now: number) => Json]>([
    ['another iss', () => ({ iss: 'other' })],
    ['no iss', () => ({ iss: undefined })],
    ['an iss that is not text', () => ({ iss: ['robot'] })],
    ['an iss with a NUL', () => ({ iss: 'robot\0' })],
    ['another sub', () => ({ sub: 'other' })],
    ['no sub', () => ({ sub: undefined })],
    ['two audiences', () => ({ aud: [ISSUER, 'https://orders.example.com'] })],
    ['an empty list as aud', () => ({ aud: [] })],
    ['no aud', () => ({ aud: undefined })],
    ['the token endpoint as aud', () => ({ aud: `${ISSUER}/token` })],
    ['a slash at the end of aud', () => ({ aud: `${ISSUER}/` })],
    ['another issuer as aud', () => ({ aud: 'https://evil.example.com' })],
    ['a life above five minutes', (now) => ({ exp: now + 331 })],
    ['an infinite exp', () => ({ exp: Number.MAX_VALUE })],
    ['an exp that is text', (now) => ({ exp: String(now + 60) })],
    ['no exp', () => ({ exp: undefined })],
    ['an exp in the past', (now) => ({ exp: now - 30 })],
    ['iat in the future', (now) => ({ iat: now + 31 })],
    ['nbf in the future', (now) => ({ nbf: now + 31 })],
    ['no jti', () => ({ jti: undefined })],
    ['an empty jti', () => ({ jti: '' })],
    ['a jti that is not text', () => ({ jti: 7 })],
    ['a jti of 256 characters', () => ({ jti: 'x'.repeat(256) })],
    ['a jti with a NUL', () => ({ jti: 'a\0b' })],
    ['a jti with half a surrogate pair', () => ({ jti: 'a\ud800' })],
  ])('a claim is refused: %s (C 7)', async ([_, changed], { service }) => {
    expect(await present(service, await signed(service, changed(now(service))))).toMatchObject(refused)
  })

  test.for<[string, (service: RunningService) => Promise<string>]>([
    [
      'HS256 with the public key as the secret',
      async (service) => signed(service, {}, { alg: 'HS256' }, Buffer.from(await exportSPKI(registered.publicKey))),
    ],
    [
      'HS256 with the JWK as the secret',
      async (service) => signed(service, {}, { alg: 'HS256' }, Buffer.from(JSON.stringify(await exportJWK(registered.publicKey)))),
    ],
    ['alg none', async (service) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await signed(service)).split('.')[1]}.`],
    ['an unregistered key', (service) => signed(service, {}, {}, stranger.privateKey)],
    [
      'a key inside the assertion',
      async (service) => signed(service, {}, { kid: undefined, jwk: await exportJWK(stranger.publicKey) }, stranger.privateKey),
    ],
    ['an unregistered kid', (service) => signed(service, {}, { kid: 'two' })],
    [
      'another payload under the signature',
      async (service) => withOtherPayload(await signed(service), { ...claims(service), jti: randomUUID() }),
    ],
    ['an unknown client', (service) => signed(service, { iss: 'nobody', sub: 'nobody' })],
    ['a disabled client', (service) => signed(service, { iss: 'gone', sub: 'gone' })],
    ['a client without keys', (service) => signed(service, { iss: 'keyless', sub: 'keyless' })],
    ['a client registered for a secret', (service) => signed(service, { iss: 'by-secret', sub: 'by-secret' })],
    ['the client default', (service) => signed(service, { iss: 'default', sub: 'default' })],
    ['text that is not a JWT', async () => 'nonsense'],
    ['a JWT without content', async () => 'e30.e30.e30'],
    ['a payload that is a list', async (service) => `${(await signed(service)).split('.')[0]}.W10.x`],
  ])('an assertion is refused: %s (C 7)', async ([_, make], { service }) => {
    expect(await present(service, await make(service))).toMatchObject(refused)
  })

  test('a valid assertion authenticates at every endpoint, with or without client_id (C 7)', async ({ service }) => {
    expect((await present(service, await signed(service))).status).toBe(200)
    expect((await present(service, await signed(service), { client_id: 'robot' })).status).toBe(200)
    const byForm = async () => ({ token: 'x', client_assertion_type: JWT_BEARER, client_assertion: await signed(service) })
    expect((await service.form('/token/introspect', await byForm())).status).toBe(200)
    expect((await service.form('/token/revoke', await byForm())).status).toBe(200)
  })

  test.for<[string, (now: number) => Json]>([
    ['an array of the issuer as aud', () => ({ aud: [ISSUER] })],
    ['a life of five minutes', (now) => ({ exp: now + 300 })],
    ['no iat', () => ({ iat: undefined })],
    ['an nbf in the past', (now) => ({ nbf: now })],
    ['iat within the skew', (now) => ({ iat: now + 30 })],
    ['exp within the skew', (now) => ({ exp: now - 29 })],
  ])('an assertion is accepted with %s (C 7)', async ([_, changed], { service }) => {
    expect((await present(service, await signed(service, changed(now(service))))).status).toBe(200)
  })

  test('another client_id or another assertion type is refused (C 7)', async ({ service }) => {
    expect(await present(service, await signed(service), { client_id: 'other' })).toMatchObject(refused)
    expect(
      await present(service, await signed(service), { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
    ).toMatchObject(refused)
    expect(await present(service, '')).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test('a client with keys cannot authenticate by id or secret (C 5)', async ({ service }) => {
    expect(await service.form('/token', { grant_type: 'client_credentials', client_id: 'robot' })).toMatchObject(refused)
    expect(await service.form('/token', { grant_type: 'client_credentials' }, basic('robot', 'x'))).toMatchObject(refused)
  })

  test('an assertion works once, across endpoints, processes and restarts (C 7)', async ({ database, service }) => {
    const assertion = await signed(service)
    expect((await present(service, assertion)).status).toBe(200)
    expect(await present(service, assertion)).toMatchObject(refused)
    expect(
      await service.form('/token/revoke', { token: 'x', client_assertion_type: JWT_BEARER, client_assertion: assertion }),
    ).toMatchObject(refused)
    const replica = await startService(database.config, { system: service.system })
    expect(await present(replica, assertion)).toMatchObject(refused)
    await replica.stop()
    const restarted = await startService(database.config, { system: service.system })
    expect(await present(restarted, assertion)).toMatchObject(refused)
    expect((await present(restarted, await signed(service))).status).toBe(200)
    await restarted.stop()
  })

  test('of 20 uses at once exactly one succeeds (C 7)', async ({ service }) => {
    const assertion = await signed(service)
    const answers = await Promise.all(Array.from({ length: 20 }, () => present(service, assertion)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19)
  })

  test('another client may use the same jti (C 7)', async ({ service }) => {
    const jti = randomUUID()
    expect((await present(service, await signed(service, { jti }))).status).toBe(200)
    expect(
      (await present(service, await signed(service, { jti, iss: 'other', sub: 'other' }, { kid: undefined }, stranger.privateKey))).status,
    ).toBe(200)
  })

  test('an assertion refused for another reason can be used later (C 7)', async ({ service }) => {
    const assertion = await signed(service, { iat: now(service) + 31 })
    expect(await present(service, assertion)).toMatchObject(refused)
    service.system.advanceSeconds(1)
    expect((await present(service, assertion)).status).toBe(200)
  })

  test('a used jti is forgotten a day after the assertion expired', async ({ database, service }) => {
    const { kysely } = await database.open()
    const count = async () => (await kysely.selectFrom('client_assertions').selectAll().execute()).length
    expect((await present(service, await signed(service))).status).toBe(200)
    service.system.advanceSeconds(86_400)
    const before = await count()
    await service.service.housekeeping.run()
    expect(await count()).toBeGreaterThan(0)
    expect(await count()).toBeLessThanOrEqual(before)
    // The longest life, plus the skew.
    service.system.advanceSeconds(331)
    await service.service.housekeeping.run()
    expect(await count()).toBe(0)
  })

  test('refused assertions are limited by client and address, good ones are not (L 8)', async ({ service }) => {
    service.system.advanceSeconds(60)
    const forged = async () => (await present(service, await signed(service, {}, {}, stranger.privateKey))).status
    for (let turn = 0; turn < 120; turn += 1) expect(await forged()).toBe(401)
    expect(await forged()).toBe(429)
    expect((await present(service, await signed(service))).status).toBe(200)
    expect((await present(service, await signed(service, { iss: 'nobody', sub: 'nobody' }, {}, stranger.privateKey))).status).toBe(401)
    service.system.advanceSeconds(60)
    expect(await forged()).toBe(401)
  })
})

const withOtherPayload = (token: string, payload: Json) => {
  const [header, , signature] = token.split('.')
  return `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`
}
