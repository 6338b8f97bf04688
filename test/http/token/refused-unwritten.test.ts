// A refusal has the code of its RFC and leaves nothing behind. No row is written, and no token is spent.
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect } from 'vitest'
import { ASSERTION_TYPE } from '../../../src/clients/client-assertion.ts'
import type { Administrator } from '../../support/admin.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { type Answer, basic, ISSUER, PASSWORD, type RunningService, startService, type TestTokens } from '../../support/service.ts'
import { type RowWatch, watchRows } from '../../support/written-rows.ts'

const ORDERS = 'https://orders.example.com'
const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }
const PEOPLE = { grants: ['password', 'refresh_token'] as const, scope: 'of_user' as const, audiences: [ORDERS] }
const NOWHERE = 'https://nowhere.example.com'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let rows: RowWatch
  let assertion: string
  const secrets = new Map<string, string>()
  const as = (id: string) => basic(id, secrets.get(id)!)
  /** Tokens of a new log-in by the client `bff` for each case. */
  let tokens: TestTokens
  const byAssertion = (service: RunningService) =>
    service.form('/token', { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion })
  const issued = async (service: RunningService, id: string, form: Record<string, string>) =>
    (await service.form('/token', form, as(id))).body
  const refresh = (service: RunningService, id: string, form: Record<string, string> = {}) =>
    service.form('/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...form }, as(id))
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  test.beforeAll(async ({ database, service }) => {
    await service.addUser('alice', { scope: 'data:read data:write' })
    for (const id of ['bff', 'other']) secrets.set(id, await service.addClient(id, PEOPLE))
    secrets.set('svc', await service.addClient('svc', { audiences: [ORDERS], scope: ['admin', 'data:read'] }))
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    await service.addClient('robot', { authMethods: ['private_key_jwt'], jwks: { keys: [await exportJWK(publicKey)] } })
    const seconds = Math.floor(service.system.nowMs() / 1000)
    const claims = new SignJWT({ iss: 'robot', sub: 'robot', aud: ISSUER, exp: seconds + 300, jti: 'once' })
    assertion = await claims.setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
    expect((await byAssertion(service)).status).toBe(200)
    rows = await watchRows(await database.open())
  })

  const INVALID_TARGET = { status: 400, body: { error: 'invalid_target' } }
  const DEAD_TOKEN = { status: 401, body: { detail: 'Invalid or expired token' } }
  const REFRESHED = { status: 200 }
  const INACTIVE = { status: 200, body: { active: false } }
  const forOrders = async (service: RunningService) =>
    (await issued(service, 'svc', { grant_type: 'client_credentials', scope: 'admin', resource: ORDERS })).access_token
  const told = (service: RunningService, token: string, id = 'svc') => service.form('/token/introspect', { token }, as(id))

  test.for<[string, (service: RunningService, admin: Administrator) => Promise<Answer>, object]>([
    ['another client’s refresh token (R 2)', (service) => refresh(service, 'other'), { status: 400, body: { error: 'invalid_grant' } }],
    [
      'a wider scope (R 7)',
      (service) => refresh(service, 'bff', { scope: 'data:read admin' }),
      { status: 400, body: { error: 'invalid_scope' } },
    ],
    ['a refresh for a foreign audience (X 1)', (service) => refresh(service, 'bff', { resource: NOWHERE }), INVALID_TARGET],
    [
      'a token for a foreign audience (X 1)',
      (service) => service.form('/token', { grant_type: 'client_credentials', resource: NOWHERE }, as('svc')),
      INVALID_TARGET,
    ],
    ['an assertion that was used (C 7)', (service) => byAssertion(service), { status: 401, body: { error: 'invalid_client' } }],
    [
      'a wrong secret (C 3)',
      (service) => service.form('/token', { grant_type: 'client_credentials' }, basic('svc', 'wrong')),
      { status: 401, body: { error: 'invalid_client' } },
    ],
    ['a token for another service at /admin (J 7)', async (service) => service.get('/admin/users', await forOrders(service)), DEAD_TOKEN],
    [
      'a token for another service that changes something (J 7)',
      async (service) => service.json('PATCH', '/admin/clients/bff', { disabled: true }, await forOrders(service)),
      DEAD_TOKEN,
    ],
    [
      'a token for another service at /token/refresh (R 9)',
      async (service) => service.send('POST', '/token/refresh', bearer(await forOrders(service))),
      { status: 401 },
    ],
    [
      'a token of a client that is not default at /token/refresh (R 9)',
      (service) => service.send('POST', '/token/refresh', bearer(tokens.access_token)),
      { status: 401, body: { detail: 'Invalid token' } },
    ],
    [
      'an administrator’s good token at /token/refresh (R 9)',
      (service, admin) => service.send('POST', '/token/refresh', bearer(admin.token)),
      REFRESHED,
    ],
    ['introspection of nonsense (I 2)', (service) => told(service, 'nonsense'), INACTIVE],
    ['introspection of another client’s refresh token (I 2)', (service) => told(service, tokens.refresh_token), INACTIVE],
    [
      'revocation of another client’s refresh token (I 4)',
      (service) => service.form('/token/revoke', { token: tokens.refresh_token }, as('other')),
      { status: 200 },
    ],
    ['revocation of nonsense (I 4)', (service) => service.form('/token/revoke', { token: 'nonsense' }, as('svc')), { status: 200 }],
  ])('%s', async ([_, ask, refused], { service, admin }) => {
    tokens = await issued(service, 'bff', { ...LOGIN, scope: 'data:read' })
    await rows.take()
    const answer = await ask(service, admin)
    expect(answer).toMatchObject(refused)
    if (refused === INACTIVE) expect(answer.body).toEqual(INACTIVE.body)
    // The watch does see writes.
    expect(await rows.take()).toEqual(refused === REFRESHED ? { 'sessions UPDATE': 1 } : {})
    // The grace is over: a refused token was not spent.
    service.system.advanceSeconds(11)
    expect(await refresh(service, 'bff')).toMatchObject({ status: 200, body: { scope: 'data:read' } })
  })

  test('a used assertion is refused after a restart, and nothing is written (C 7)', async ({ database, service }) => {
    const restarted = await startService(database.config, { system: service.system })
    await rows.take()
    expect(await byAssertion(restarted)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await rows.take()).toEqual({})
    await restarted.stop()
  })
})
