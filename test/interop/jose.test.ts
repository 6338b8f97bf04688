// The simplest resource server: jose, and the JWK Set by its URL.
import { createRemoteJWKSet, type JWTVerifyOptions, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { ownTokens } from '../support/own-tokens.ts'
import { PASSWORD } from '../support/service.ts'
import { type ForeignService, ORDERS, startForForeigners } from './foreign-service.ts'

describe.each(databases)('on $name', ({ fresh }) => {
  let s: ForeignService
  let jwks: ReturnType<typeof createRemoteJWKSet>
  let token: string
  beforeAll(async () => {
    s = await startForForeigners(await fresh())
    jwks = createRemoteJWKSet(new URL(`${s.url}/.well-known/jwks.json`))
    const login = { grant_type: 'password', username: 'alice', password: PASSWORD, client_id: 'spa', resource: ORDERS }
    token = (await s.form('/token', login)).body.access_token
  })
  afterAll(() => s.stop())

  /** The checks of RFC 9068 §4 that a resource server called `audience` makes. */
  const verify = (presented: string, audience = ORDERS) => {
    const required = ['sub', 'jti', 'client_id', 'iat', 'exp']
    const options: JWTVerifyOptions = { issuer: s.url, audience, typ: 'at+jwt', algorithms: ['ES256'], requiredClaims: required }
    return jwtVerify(presented, jwks, options)
  }

  test('the JWK Set and RFC 9068 §4 suffice to verify a token (J 1)', async () => {
    const { payload, protectedHeader } = await verify(token)
    expect(payload).toMatchObject({
      username: 'alice',
      client_id: 'spa',
      scope: 'data:read data:write',
      sub: expect.stringMatching(/^usr_/),
    })
    expect(protectedHeader).toMatchObject({ typ: 'at+jwt', alg: 'ES256', kid: s.service.keys.signer().kid })
  })

  test.each<[string, () => Promise<string>, string | undefined]>([
    ['at another resource', async () => token, 'https://stock.example.com'],
    ['of another type', () => ownTokens(s, token).signed({}, { typ: 'JWT' }), undefined],
    ['of another issuer', () => ownTokens(s, token).signed({ iss: 'https://evil.example.com' }), undefined],
    ['that has expired', () => ownTokens(s, token).signed({ exp: 1 }), undefined],
    ['of an unknown key', () => ownTokens(s, token).signed({}, { kid: 'another' }), undefined],
  ])('a token %s is refused (J 2 to J 7)', async (_, presented, audience) => {
    await expect(verify(await presented(), audience)).rejects.toThrow(/^(unexpected|"exp"|no applicable key)/)
  })
})
