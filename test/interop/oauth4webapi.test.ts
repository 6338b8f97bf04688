// oauth4webapi, which checks every answer strictly against the RFCs, over a socket.
import { type CryptoKey, generateKeyPair, type JSONWebKeySet } from 'jose'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { PASSWORD } from '../support/service.ts'
import { AWKWARD_SECRET, type ForeignService, ORDERS, startForForeigners } from './foreign-service.ts'

const overHttp = { [oauth.allowInsecureRequests]: true }

describe.each(databases)('on $name', ({ fresh }) => {
  let s: ForeignService
  let as: oauth.AuthorizationServer
  beforeAll(async () => {
    s = await startForForeigners(await fresh())
    const issuer = new URL(s.url)
    as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...overHttp }))
  })
  afterAll(() => s.stop())

  const forItself = async (id: string, auth: oauth.ClientAuth, parameters: Record<string, string> = {}) => {
    const client = { client_id: id }
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, overHttp)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const bff = { client_id: 'bff' }
  const asBff = () => oauth.ClientSecretBasic(s.secret)
  const logIn = async (client: oauth.Client, auth: oauth.ClientAuth, form: Record<string, string> = {}) => {
    const credentials = { username: 'alice', password: PASSWORD, ...form }
    return oauth.processGenericTokenEndpointResponse(
      as,
      client,
      await oauth.genericTokenEndpointRequest(as, client, auth, 'password', credentials, overHttp),
    )
  }
  const refresh = async (client: oauth.Client, auth: oauth.ClientAuth, token: string, parameters: Record<string, string> = {}) => {
    const options = { ...overHttp, additionalParameters: parameters }
    return oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, token, options))
  }
  const introspect = async (token: string) => {
    const client = { client_id: 'svc' }
    const response = await oauth.introspectionRequest(as, client, oauth.ClientSecretBasic(s.secret), token, overHttp)
    return oauth.processIntrospectionResponse(as, client, response)
  }
  const validate = (token: string, audience: string) => {
    const request = new Request('https://orders.example.com/orders', { headers: { authorization: `Bearer ${token}` } })
    return oauth.validateJwtAccessToken(as, request, audience, overHttp)
  }

  test('the URL alone leads to the metadata (RFC 8414)', () => {
    expect(as).toMatchObject({ issuer: s.url, token_endpoint: `${s.url}/token`, introspection_endpoint: `${s.url}/token/introspect` })
  })

  test.each<[string, string, () => oauth.ClientAuth]>([
    ['client_secret_basic', 'svc', () => oauth.ClientSecretBasic(s.secret)],
    ['client_secret_post', 'svc', () => oauth.ClientSecretPost(s.secret)],
    ['client_secret_basic with an awkward secret', 'awkward', () => oauth.ClientSecretBasic(AWKWARD_SECRET)],
    ['client_secret_post with an awkward secret', 'awkward', () => oauth.ClientSecretPost(AWKWARD_SECRET)],
    ['private_key_jwt', 'robot', () => oauth.PrivateKeyJwt(s.robotKey)],
    ['private_key_jwt with the kid', 'robot', () => oauth.PrivateKeyJwt({ key: s.robotKey, kid: 'robot-1' })],
  ])('the client_credentials grant works by %s (C 1, C 7)', async (_, id, auth) => {
    const { access_token, token_type, expires_in } = await forItself(id, auth())
    expect({ token_type, expires_in }).toEqual({ token_type: 'bearer', expires_in: 900 })
    const { sub, client_id } = await validate(access_token, id === 'robot' ? ORDERS : s.url)
    expect({ sub, client_id }).toEqual({ sub: id, client_id: id })
  })

  test.each([
    ['jose, as EdDSA', () => generateKeyPair('EdDSA', { extractable: true }), 'EdDSA'],
    ['jose, as Ed25519', () => generateKeyPair('Ed25519', { extractable: true }), 'Ed25519'],
    ['WebCrypto', () => crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']), undefined],
  ] as const)('private_key_jwt works with an Ed25519 key made by %s (C 7, C 9)', async (name, make, alg) => {
    const { publicKey, privateKey } = (await make()) as { publicKey: CryptoKey; privateKey: CryptoKey }
    const exported = await crypto.subtle.exportKey('jwk', publicKey)
    const jwk = { ...exported, ...(alg === undefined ? {} : { alg }) }
    const id = `ed ${name}`.replaceAll(/\W/g, '-')
    const act = { atMs: s.system.nowMs() }
    expect(await s.service.clientAdministration.create({ id, jwks: { keys: [jwk] } as JSONWebKeySet }, act)).toHaveProperty('client')
    for (const key of [privateKey, { key: privateKey, kid: 'a-kid-that-the-set-does-not-have' }]) {
      const { access_token } = await forItself(id, oauth.PrivateKeyJwt(key))
      expect(await validate(access_token, s.url)).toMatchObject({ sub: id })
    }
  })

  test('a token for a resource is valid only there (RFC 9068) (X 1, J 1)', async () => {
    const { access_token, scope } = await forItself('robot', oauth.PrivateKeyJwt(s.robotKey), { resource: ORDERS, scope: 'data:read' })
    expect(scope).toBe('data:read')
    expect(await validate(access_token, ORDERS)).toMatchObject({ iss: s.url, aud: ORDERS, scope: 'data:read' })
    await expect(validate(access_token, 'https://stock.example.com')).rejects.toMatchObject({ code: oauth.JWT_CLAIM_COMPARISON })
  })

  test('a user logs in by password, and the refresh token rotates (R 3)', async () => {
    const first = await logIn(bff, asBff())
    expect(await validate(first.access_token, ORDERS)).toMatchObject({ username: 'alice', client_id: 'bff', aud: [s.url, ORDERS] })
    const second = await refresh(bff, asBff(), first.refresh_token!, { scope: 'data:read' })
    expect(second.scope).toBe('data:read')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const opened = await oauth.protectedResourceRequest(second.access_token, 'GET', new URL(`${s.url}/me`), undefined, null, overHttp)
    expect(await opened.json()).toMatchObject({ username: 'alice' })
  })

  test('a public client can log in and refresh (R 3)', async () => {
    const spa = { client_id: 'spa' }
    const { refresh_token } = await logIn(spa, oauth.None())
    expect(await refresh(spa, oauth.None(), refresh_token!)).toMatchObject({ token_type: 'bearer', refresh_token: expect.any(String) })
  })

  test('a service can introspect tokens that are for it (I 3)', async () => {
    const { access_token } = await logIn(bff, asBff())
    expect(await introspect(access_token)).toMatchObject({ active: true, client_id: 'bff', username: 'alice', aud: [s.url, ORDERS] })
    expect(await introspect('nonsense')).toEqual({ active: false })
  })

  test.each([['access_token'], ['refresh_token']] as const)('revoking the %s ends the login (I 4)', async (kind) => {
    const { access_token, refresh_token } = await logIn(bff, asBff())
    const token = kind === 'access_token' ? access_token : refresh_token!
    const response = await oauth.revocationRequest(as, bff, asBff(), token, {
      ...overHttp,
      additionalParameters: { token_type_hint: kind },
    })
    expect(await oauth.processRevocationResponse(response)).toBeUndefined()
    expect(await introspect(access_token)).toEqual({ active: false })
    await expect(refresh(bff, asBff(), refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
  })

  test.each<[string, () => Promise<unknown>, object]>([
    ['an invalid refresh token', () => refresh(bff, asBff(), 'mrt_nonsense'), { error: 'invalid_grant', status: 400 }],
    [
      'another’s scope',
      () => forItself('robot', oauth.PrivateKeyJwt(s.robotKey), { scope: 'admin' }),
      { error: 'invalid_scope', status: 400 },
    ],
    [
      'another resource',
      () => forItself('robot', oauth.PrivateKeyJwt(s.robotKey), { resource: `${s.url}/x` }),
      { error: 'invalid_target' },
    ],
    ['another grant', () => forItself('bff', asBff()), { error: 'unauthorized_client', status: 400 }],
    ['a wrong secret in the form', () => forItself('svc', oauth.ClientSecretPost('wrong')), challenged('basic')],
    ['a wrong secret by Basic', () => forItself('svc', oauth.ClientSecretBasic('wrong')), challenged('basic')],
    ['a wrong password', () => logIn(bff, asBff(), { password: 'not the right one' }), challenged('bearer', 'invalid_grant')],
  ])('the library understands the refusal of %s (T 6, C 3)', async (_, refused, error) => {
    await expect(refused()).rejects.toMatchObject(error)
  })
})

/** A 401 has a challenge, which the library reports before it reads the body. */
const challenged = (scheme: string, error?: string) => ({
  code: oauth.WWW_AUTHENTICATE_CHALLENGE,
  status: 401,
  cause: [{ scheme, parameters: error === undefined ? {} : { error } }],
})
