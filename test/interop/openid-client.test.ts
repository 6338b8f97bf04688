// openid-client as an application uses it, over a socket.
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { PASSWORD } from '../support/service.ts'
import { AWKWARD_SECRET, type ForeignService, ORDERS, startForForeigners } from './foreign-service.ts'

describe.each(databases)('on $name', ({ fresh }) => {
  let s: ForeignService
  beforeAll(async () => {
    s = await startForForeigners(await fresh())
  })
  afterAll(() => s.stop())

  const discovered = (id: string, auth: client.ClientAuth) =>
    client.discovery(new URL(s.url), id, undefined, auth, { algorithm: 'oauth2', execute: [client.allowInsecureRequests] })
  const asBff = () => discovered('bff', client.ClientSecretBasic(s.secret))
  const logIn = (config: client.Configuration, form: Record<string, string> = {}) =>
    client.genericGrantRequest(config, 'password', { username: 'alice', password: PASSWORD, ...form })

  test.each<[string, string, () => client.ClientAuth]>([
    ['client_secret_basic', 'svc', () => client.ClientSecretBasic(s.secret)],
    ['client_secret_post', 'svc', () => client.ClientSecretPost(s.secret)],
    ['client_secret_basic with an awkward secret', 'awkward', () => client.ClientSecretBasic(AWKWARD_SECRET)],
    ['client_secret_post with an awkward secret', 'awkward', () => client.ClientSecretPost(AWKWARD_SECRET)],
    ['private_key_jwt', 'robot', () => client.PrivateKeyJwt(s.robotKey)],
  ])('the URL alone suffices for client_credentials by %s (C 1, C 7)', async (_, id, auth) => {
    const config = await discovered(id, auth())
    expect(config.serverMetadata().issuer).toBe(s.url)
    const tokens = await client.clientCredentialsGrant(config)
    expect(tokens.expiresIn()).toBeGreaterThan(890)
    expect(tokens).toMatchObject({ token_type: 'bearer', access_token: expect.any(String) })
  })

  test('log in for a resource, refresh, call, introspect, revoke (R 3, I 3, I 4)', async () => {
    const config = await asBff()
    const first = await logIn(config, { resource: s.url, scope: 'data:read' })
    expect(first).toMatchObject({ scope: 'data:read', refresh_token: expect.any(String) })
    const me = await client.fetchProtectedResource(config, first.access_token, new URL(`${s.url}/me/sessions`), 'GET')
    expect(me.status).toBe(200)

    const second = await client.refreshTokenGrant(config, first.refresh_token!, { resource: ORDERS })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const orders = await discovered('svc', client.ClientSecretBasic(s.secret))
    const told = { active: true, aud: ORDERS, username: 'alice', client_id: 'bff' }
    expect(await client.tokenIntrospection(orders, second.access_token)).toMatchObject(told)

    await client.tokenRevocation(config, second.refresh_token!, { token_type_hint: 'refresh_token' })
    expect(await client.tokenIntrospection(orders, second.access_token)).toEqual({ active: false })
    const dead = { code: 'OAUTH_RESPONSE_BODY_ERROR', error: 'invalid_grant', status: 400 }
    await expect(client.refreshTokenGrant(config, second.refresh_token!)).rejects.toMatchObject(dead)
  })

  test('a public client logs in and refreshes (R 3)', async () => {
    const config = await discovered('spa', client.None())
    const { refresh_token } = await logIn(config)
    expect(await client.refreshTokenGrant(config, refresh_token!)).toMatchObject({ refresh_token: expect.any(String) })
  })

  test.each<[string, () => client.ClientAuth, string]>([
    ['a wrong secret', () => client.ClientSecretPost('wrong'), 'basic'],
    ['a wrong secret by Basic', () => client.ClientSecretBasic('wrong'), 'basic'],
  ])('%s is refused with a challenge (C 3)', async (_, auth, scheme) => {
    const refused = client.clientCredentialsGrant(await discovered('svc', auth()))
    await expect(refused).rejects.toMatchObject({ code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 401, cause: [{ scheme }] })
  })

  test('a wrong password is refused with invalid_grant in the challenge (T 13)', async () => {
    const refused = logIn(await asBff(), { password: 'not the right one' })
    await expect(refused).rejects.toMatchObject({ status: 401, cause: [{ scheme: 'bearer', parameters: { error: 'invalid_grant' } }] })
  })
})
