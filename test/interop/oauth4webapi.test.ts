// oauth4webapi, which holds every answer to the letter of the RFCs, against the service over a socket.
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

  test('RFC 8414: the metadata is found by the URL alone', () => {
    expect(as).toMatchObject({ issuer: s.url, token_endpoint: `${s.url}/token`, introspection_endpoint: `${s.url}/token/introspect` })
  })

  test.each<[string, string, () => oauth.ClientAuth]>([
    ['client_secret_basic', 'svc', () => oauth.ClientSecretBasic(s.secret)],
    ['client_secret_post', 'svc', () => oauth.ClientSecretPost(s.secret)],
    ['client_secret_basic, of a secret that needs its encoding', 'awkward', () => oauth.ClientSecretBasic(AWKWARD_SECRET)],
    ['client_secret_post, of the same', 'awkward', () => oauth.ClientSecretPost(AWKWARD_SECRET)],
    ['private_key_jwt', 'robot', () => oauth.PrivateKeyJwt(s.robotKey)],
    ['private_key_jwt, with the kid', 'robot', () => oauth.PrivateKeyJwt({ key: s.robotKey, kid: 'robot-1' })],
  ])('C 1, C 7: client_credentials by %s', async (_, id, auth) => {
    const { access_token, token_type, expires_in } = await forItself(id, auth())
    expect({ token_type, expires_in }).toEqual({ token_type: 'bearer', expires_in: 900 })
    const { sub, client_id } = await validate(access_token, id === 'robot' ? ORDERS : s.url)
    expect({ sub, client_id }).toEqual({ sub: id, client_id: id })
  })

  test.each([
    ['jose, as EdDSA', () => generateKeyPair('EdDSA', { extractable: true }), 'EdDSA'],
    ['jose, as Ed25519', () => generateKeyPair('Ed25519', { extractable: true }), 'Ed25519'],
    ['WebCrypto', () => crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']), undefined],
  ] as const)('private_key_jwt with an Ed25519 key that was made by %s (C 7, C 9)', async (name, make, alg) => {
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

  test('X 1, J 1: a token that is asked for a resource is valid there by RFC 9068, and nowhere else', async () => {
    const { access_token, scope } = await forItself('robot', oauth.PrivateKeyJwt(s.robotKey), { resource: ORDERS, scope: 'data:read' })
    expect(scope).toBe('data:read')
    expect(await validate(access_token, ORDERS)).toMatchObject({ iss: s.url, aud: ORDERS, scope: 'data:read' })
    await expect(validate(access_token, 'https://stock.example.com')).rejects.toMatchObject({ code: oauth.JWT_CLAIM_COMPARISON })
  })

  test('R 3: a person logs in by the password grant, and the refresh token is rotated', async () => {
    const first = await logIn(bff, asBff())
    expect(await validate(first.access_token, ORDERS)).toMatchObject({ username: 'alice', client_id: 'bff', aud: [s.url, ORDERS] })
    const second = await refresh(bff, asBff(), first.refresh_token!, { scope: 'data:read' })
    expect(second.scope).toBe('data:read')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const opened = await oauth.protectedResourceRequest(second.access_token, 'GET', new URL(`${s.url}/me`), undefined, null, overHttp)
    expect(await opened.json()).toMatchObject({ username: 'alice' })
  })

  test('R 3: so does a public client', async () => {
    const spa = { client_id: 'spa' }
    const { refresh_token } = await logIn(spa, oauth.None())
    expect(await refresh(spa, oauth.None(), refresh_token!)).toMatchObject({ token_type: 'bearer', refresh_token: expect.any(String) })
  })

  test('I 3: introspection tells whom a token is for of it', async () => {
    const { access_token } = await logIn(bff, asBff())
    expect(await introspect(access_token)).toMatchObject({ active: true, client_id: 'bff', username: 'alice', aud: [s.url, ORDERS] })
    expect(await introspect('nonsense')).toEqual({ active: false })
  })

  test.each([['access_token'], ['refresh_token']] as const)('I 4: revocation of the %s ends the login', async (kind) => {
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
    ['a refresh token that is none', () => refresh(bff, asBff(), 'mrt_nonsense'), { error: 'invalid_grant', status: 400 }],
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
    ['a wrong secret by the form', () => forItself('svc', oauth.ClientSecretPost('wrong')), challenged('basic')],
    ['a wrong secret by Basic', () => forItself('svc', oauth.ClientSecretBasic('wrong')), challenged('basic')],
    ['a wrong password', () => logIn(bff, asBff(), { password: 'not the right one' }), challenged('bearer', 'invalid_grant')],
  ])('T 6, C 3: %s is refused in the words that the library knows', async (_, refused, error) => {
    await expect(refused()).rejects.toMatchObject(error)
  })
})

/** A 401 has a challenge, which the library tells before it looks at the body. */
const challenged = (scheme: string, error?: string) => ({
  code: oauth.WWW_AUTHENTICATE_CHALLENGE,
  status: 401,
  cause: [{ scheme, parameters: error === undefined ? {} : { error } }],
})
