// REQUIREMENTS J: what is a good access token.
import { CompactSign, type CryptoKey, exportJWK, FlattenedSign, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { type Json, type OwnTokens, ownTokens } from '../../support/own-tokens.ts'
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

  test('J 1: it is an RFC 9068 access token with every claim', ({ service }) => {
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

  test('the token as it was issued, and one that the test signs alike, are good', async ({ service, alice }) => {
    expect(await statusOf(service, alice.access_token)).toBe(200)
    expect(await statusOf(service, await signed())).toBe(200)
    expect(await statusOf(service, await signed({}, { typ: 'application/AT+JWT' }))).toBe(200)
    expect(await statusOf(service, await signed({ aud: ['https://orders.example.com', ISSUER] }))).toBe(200)
  })

  test.for<[string, Json]>([
    ['J 6: an infinite exp', { exp: Number.MAX_VALUE }],
    ['J 6: exp as text', { exp: '9999999999' }],
    ['J 6: no exp', { exp: undefined }],
    ['J 6: a fraction', { exp: 1.5 }],
    ['J 6: no iat', { iat: undefined }],
    ['J 6: a life of more than an hour', { exp: Date.UTC(2026, 0, 1) / 1000 + 3601 }],
    ['J 6: iat in the future', { iat: Date.UTC(2026, 0, 1) / 1000 + 60, exp: Date.UTC(2026, 0, 1) / 1000 + 120 }],
    ['J 6: nbf in the future', { nbf: Date.UTC(2026, 0, 1) / 1000 + 60 }],
    ['J 6: nbf as text', { nbf: '0' }],
    ['J 7: another issuer', { iss: 'https://other.example.com' }],
    ['J 7: the issuer with a slash', { iss: `${ISSUER}/` }],
    ['J 7: another audience', { aud: 'https://orders.example.com' }],
    ['J 7: an audience that only begins alike', { aud: [`${ISSUER}.evil.example`] }],
    ['J 7: no audience', { aud: undefined }],
    ['J 7: an empty audience', { aud: [] }],
    ['J 7: an audience of objects', { aud: [{ toString: ISSUER }] }],
    ['J 8: an empty sub', { sub: '' }],
    ['J 8: a numeric jti', { jti: 1 }],
    ['J 8: no client_id', { client_id: undefined }],
    ['J 8: an unknown client', { client_id: 'nobody' }],
    ['J 8: another user’s session', { sub: 'usr_AAAAAAAAAAAAAAAAAAAAAA' }],
    ['J 8: an unknown session', { sid: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['J 8: a session that is no text', { sid: 1 }],
    ['J 8: no session, and a subject that is not the client', { sid: undefined }],
    ['J 11: bound to a key', { cnf: { jkt: 'x' } }],
  ])('%s is refused, although the signature is good', async ([_, changed], { service }) => {
    expect(await service.get('/protected', await signed(changed))).toMatchObject({
      status: 401,
      body: { detail: 'Invalid or expired token' },
    })
  })

  test.for<[string, Json]>([
    ['J 5: typ JWT', { typ: 'JWT' }],
    ['J 5: no typ', { typ: undefined }],
    ['J 5: dpop+jwt', { typ: 'dpop+jwt' }],
    ['J 3: no kid', { kid: undefined }],
    ['J 3: an unknown kid', { kid: 'x' }],
    ['J 4: zip', { zip: 'DEF' }],
  ])('%s is refused, although the signature is good', async ([_, changed], { service }) => {
    expect(await statusOf(service, await signed({}, changed))).toBe(401)
  })

  test('J 4: crit and b64 are refused, even where b64 is understood', async ({ service }) => {
    const { privateKey } = service.service.keys.signer()
    const payload = Buffer.from(JSON.stringify(claims))
    const critical = await new CompactSign(payload).setProtectedHeader({ ...header, b64: true, crit: ['b64'] } as never).sign(privateKey)
    expect(await statusOf(service, critical)).toBe(401)
  })

  test('J 4: JSON form, JWE form, nested and detached tokens are refused', async ({ service, alice }) => {
    const { privateKey } = service.service.keys.signer()
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

  test('J 2: HS256 keyed with the public key, none, and another algorithm under our kid are refused', async ({ service, alice }) => {
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

  test('J 2: a key that the token brings along is not looked at, and nothing is fetched', async ({ service }) => {
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

  test('J 9: more than 8 KiB, or what is no token, is refused', async ({ service, alice }) => {
    expect(await statusOf(service, await signed({ padding: 'x'.repeat(8192) }))).toBe(401)
    for (const junk of ['x', '..', 'a.b.c', 'ey.ey.ey', `${alice.access_token} `, `${alice.access_token}\t`, 'ü.ü.ü']) {
      const { status } = await service.send('GET', '/protected', { headers: { authorization: `Bearer ${encodeURI(junk)}` } })
      expect(status).toBe(401)
    }
  })

  test('J 10: another spelling of a dead token is dead with it', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    const last = access_token.at(-1)!
    // The last character of an ES256 signature carries four unused bits.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const respelled = access_token.slice(0, -1) + alphabet[alphabet.indexOf(last) ^ 1]
    await service.send('POST', '/logout', { headers: { authorization: `Bearer ${access_token}` } })
    expect(await statusOf(service, respelled)).toBe(401)
  })

  test('J 6: it lives until exp and the skew, also where its signature is remembered', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    expect(await statusOf(service, access_token)).toBe(200)
    service.system.advanceSeconds(929)
    expect(await statusOf(service, access_token)).toBe(200)
    service.system.advanceSeconds(1)
    expect(await statusOf(service, access_token)).toBe(401)
    service.system.advanceSeconds(-930)
  })
})
