// REQUIREMENTS J: which access tokens are accepted.
import { CompactSign, type CryptoKey, exportJWK, FlattenedSign, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { type Json, type OwnTokens, ownTokens, privateKeyOf } from '../../support/own-tokens.ts'
import { ISSUER, type RunningService } from '../../support/service.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let own: OwnTokens
  let claims: Json
  let header: Json
  test.beforeAll(async ({ service, alice }) => {
    own = ownTokens(service, alice.access_token)
    claims = own.claims
    header = own.header
  })

  const signed: OwnTokens['signed'] = (...changed) => own.signed(...changed)
  const statusOf = async (service: RunningService, accessToken: string) => (await service.get('/protected', accessToken)).status
  const seconds = (service: RunningService) => Math.floor(service.system.nowMs() / 1000)

  test.for<[string, Json]>([
    ['an infinite exp (J 6)', { exp: Number.MAX_VALUE }],
    ['exp as text (J 6)', { exp: '9999999999' }],
    ['no exp (J 6)', { exp: undefined }],
    ['an exp with a fraction (J 6)', { exp: 1.5 }],
    ['no iat (J 6)', { iat: undefined }],
    ['a life above an hour (J 6)', { exp: Date.UTC(2026, 0, 1) / 1000 + 3601 }],
    ['iat in the future (J 6)', { iat: Date.UTC(2026, 0, 1) / 1000 + 60, exp: Date.UTC(2026, 0, 1) / 1000 + 120 }],
    ['nbf in the future (J 6)', { nbf: Date.UTC(2026, 0, 1) / 1000 + 60 }],
    ['nbf as text (J 6)', { nbf: '0' }],
    ['another issuer (J 7)', { iss: 'https://other.example.com' }],
    ['the issuer with a slash (J 7)', { iss: `${ISSUER}/` }],
    ['another audience (J 7)', { aud: 'https://orders.example.com' }],
    ['an audience that only begins like the issuer (J 7)', { aud: [`${ISSUER}.evil.example`] }],
    ['no audience (J 7)', { aud: undefined }],
    ['an empty audience (J 7)', { aud: [] }],
    ['an audience of objects (J 7)', { aud: [{ toString: ISSUER }] }],
    ['an empty sub (J 8)', { sub: '' }],
    ['a numeric jti (J 8)', { jti: 1 }],
    ['no client_id (J 8)', { client_id: undefined }],
    ['an unknown client (J 8)', { client_id: 'nobody' }],
    ['another user’s session (J 8)', { sub: 'usr_AAAAAAAAAAAAAAAAAAAAAA' }],
    ['an unknown session (J 8)', { sid: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['a sid that is not text (J 8)', { sid: 1 }],
    ['no session, though the subject is a user (J 8)', { sid: undefined }],
    ['bound to a key (J 11)', { cnf: { jkt: 'x' } }],
  ])('a claim is refused despite a valid signature: %s', async ([_, changed], { service }) => {
    expect(await service.get('/protected', await signed(changed))).toMatchObject({
      status: 401,
      body: { detail: 'Invalid or expired token' },
    })
  })

  test.for<[string, Json]>([
    ['typ JWT (J 5)', { typ: 'JWT' }],
    ['no typ (J 5)', { typ: undefined }],
    ['dpop+jwt (J 5)', { typ: 'dpop+jwt' }],
    ['no kid (J 3)', { kid: undefined }],
    ['an unknown kid (J 3)', { kid: 'x' }],
    ['zip (J 4)', { zip: 'DEF' }],
  ])('a header is refused despite a valid signature: %s', async ([_, changed], { service }) => {
    expect(await statusOf(service, await signed({}, changed))).toBe(401)
  })

  test('it is an RFC 9068 access token with every claim (J 1)', ({ service }) => {
    expect(header).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) })
    expect(claims).toEqual({
      iss: ISSUER,
      sub: expect.stringMatching(/^usr_/),
      aud: ISSUER,
      exp: seconds(service) + 900,
      iat: seconds(service),
      jti: expect.stringMatching(/^[\w-]{22}$/),
      client_id: 'default',
      scope: 'data:read',
      sid: expect.stringMatching(/^[\w-]{22}$/),
      username: 'alice',
      rc: 0,
    })
  })

  test('the issued token is accepted, and so is an equal signed one', async ({ service, alice }) => {
    expect(await statusOf(service, alice.access_token)).toBe(200)
    expect(await statusOf(service, await signed())).toBe(200)
    expect(await statusOf(service, await signed({}, { typ: 'application/AT+JWT' }))).toBe(200)
    expect(await statusOf(service, await signed({ aud: ['https://orders.example.com', ISSUER] }))).toBe(200)
  })

  test('crit is refused, even for b64, which the library knows (J 4)', async ({ service }) => {
    const privateKey = await privateKeyOf(service)
    const payload = Buffer.from(JSON.stringify(claims))
    const critical = await new CompactSign(payload).setProtectedHeader({ ...header, b64: true, crit: ['b64'] } as never).sign(privateKey)
    expect(await statusOf(service, critical)).toBe(401)
  })

  test('JSON, JWE, nested and detached forms are refused (J 4)', async ({ service, alice }) => {
    const privateKey = await privateKeyOf(service)
    const flattened = await new FlattenedSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(header as never).sign(privateKey)
    const [head, , signature] = alice.access_token.split('.')
    for (const form of [
      JSON.stringify(flattened),
      `${alice.access_token}.x.y`,
      `${head}..${signature}`,
      `"${alice.access_token}"`,
      await own.sealed(JSON.stringify(alice.access_token)),
    ]) {
      expect(await statusOf(service, form)).toBe(401)
    }
  })

  test('HS256 with the public key, none and other algorithms are refused (J 2)', async ({ service, alice }) => {
    const { keys } = (await service.get('/.well-known/jwks.json')).body
    const secrets = [Buffer.from(JSON.stringify(keys[0])), Buffer.from(keys[0].x, 'base64url')]
    for (const secret of secrets)
      expect(await statusOf(service, await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret))).toBe(401)
    const unsecured = new UnsecuredJWT(claims).encode()
    expect(await statusOf(service, unsecured)).toBe(401)
    for (const alg of ['none', 'HS256', 'RS256', 'ES384', 'es256']) {
      expect(await statusOf(service, `${encode({ ...header, alg })}.${encode(claims)}.${alice.access_token.split('.')[2]}`)).toBe(401)
    }
  })

  test('a key inside the token is ignored, and nothing is fetched (J 2)', async ({ service }) => {
    const foreign = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(foreign.publicKey)
    const brought = (extra: Json, key: CryptoKey) =>
      new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ ...header, ...extra } as never).sign(key)
    expect(await statusOf(service, await brought({ jwk }, foreign.privateKey))).toBe(401)
    expect(await statusOf(service, await brought({ jku: `${service.url}/never` }, foreign.privateKey))).toBe(401)
    expect(await statusOf(service, await brought({ x5u: `${service.url}/never`, x5c: ['MIIB'] }, foreign.privateKey))).toBe(401)
    expect(service.logged.join('\n')).not.toContain('/never')
    expect(await statusOf(service, await signed({}, { jwk, jku: 'https://evil.example' }))).toBe(200)
  })

  test('more than 8 KiB or nonsense is refused (J 9)', async ({ service, alice }) => {
    expect(await statusOf(service, await signed({ padding: 'x'.repeat(8192) }))).toBe(401)
    for (const junk of ['x', '..', 'a.b.c', 'ey.ey.ey', `${alice.access_token} `, `${alice.access_token}\t`, 'ü.ü.ü']) {
      const { status } = await service.send('GET', '/protected', { headers: { authorization: `Bearer ${encodeURI(junk)}` } })
      expect(status).toBe(401)
    }
  })

  test('another spelling of a revoked token is refused too (J 10)', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    const last = access_token.at(-1)!
    // The last character of an ES256 signature carries four unused bits.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const respelled = access_token.slice(0, -1) + alphabet[alphabet.indexOf(last) ^ 1]
    await service.send('POST', '/logout', { headers: { authorization: `Bearer ${access_token}` } })
    expect(await statusOf(service, respelled)).toBe(401)
  })

  test('a token ends after exp and skew, even if remembered (J 6)', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    expect(await statusOf(service, access_token)).toBe(200)
    service.system.advanceSeconds(929)
    expect(await statusOf(service, access_token)).toBe(200)
    service.system.advanceSeconds(1)
    expect(await statusOf(service, access_token)).toBe(401)
    service.system.advanceSeconds(-930)
  })
})
