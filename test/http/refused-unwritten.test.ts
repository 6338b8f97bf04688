// What is refused has the code that the RFCs give it, and leaves nothing behind: not a row is written, and no token is spent.
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ASSERTION_TYPE } from '../../src/clients/client-assertion.ts'
import { administrator } from '../support/admin.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { type Answer, basic, ISSUER, PASSWORD, type RunningService, startService, type TestTokens } from '../support/service.ts'
import { type RowWatch, watchRows } from '../support/written-rows.ts'

const ORDERS = 'https://orders.example.com'
const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }
const PEOPLE = { grants: ['password', 'refresh_token'] as const, scope: 'of_user' as const, audiences: [ORDERS] }
const NOWHERE = 'https://nowhere.example.com'

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let rows: RowWatch
  let fresh: FreshDatabase
  let admin: string
  let assertion: string
  const secrets = new Map<string, string>()
  const as = (id: string) => basic(id, secrets.get(id)!)
  /** Logged in anew for each case by the client `bff`. */
  let tokens: TestTokens
  const byAssertion = () =>
    s.form('/token', { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion })
  const issued = async (id: string, form: Record<string, string>) => (await s.form('/token', form, as(id))).body
  const refresh = (id: string, form: Record<string, string> = {}) =>
    s.form('/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...form }, as(id))
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  beforeAll(async () => {
    fresh = await database.fresh()
    s = await startService(fresh.config)
    await s.addUser('alice', { scope: 'data:read data:write' })
    admin = (await administrator(s)).token
    for (const id of ['bff', 'other']) secrets.set(id, await s.addClient(id, PEOPLE))
    secrets.set('svc', await s.addClient('svc', { audiences: [ORDERS], scope: ['admin', 'data:read'] }))
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    await s.addClient('robot', { authMethods: ['private_key_jwt'], jwks: { keys: [await exportJWK(publicKey)] } })
    const seconds = Math.floor(s.system.nowMs() / 1000)
    const claims = new SignJWT({ iss: 'robot', sub: 'robot', aud: ISSUER, exp: seconds + 300, jti: 'once' })
    assertion = await claims.setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
    expect((await byAssertion()).status).toBe(200)
    rows = await watchRows(await fresh.open())
  })
  afterAll(() => s.stop())

  const INVALID_TARGET = { status: 400, body: { error: 'invalid_target' } }
  const DEAD_TOKEN = { status: 401, body: { detail: 'Invalid or expired token' } }
  const INACTIVE = { status: 200, body: { active: false } }
  const forOrders = async () => (await issued('svc', { grant_type: 'client_credentials', scope: 'admin', resource: ORDERS })).access_token
  const told = (token: string, id = 'svc') => s.form('/token/introspect', { token }, as(id))

  test.each<[string, () => Promise<Answer>, object]>([
    ['R 2: another client’s refresh token', () => refresh('other'), { status: 400, body: { error: 'invalid_grant' } }],
    ['R 7: a wider scope', () => refresh('bff', { scope: 'data:read admin' }), { status: 400, body: { error: 'invalid_scope' } }],
    ['X 1: a refresh for a foreign audience', () => refresh('bff', { resource: NOWHERE }), INVALID_TARGET],
    [
      'X 1: a token for a foreign audience',
      () => s.form('/token', { grant_type: 'client_credentials', resource: NOWHERE }, as('svc')),
      INVALID_TARGET,
    ],
    ['C 7: an assertion that was used', byAssertion, { status: 401, body: { error: 'invalid_client' } }],
    [
      'C 3: a wrong secret',
      () => s.form('/token', { grant_type: 'client_credentials' }, basic('svc', 'wrong')),
      { status: 401, body: { error: 'invalid_client' } },
    ],
    ['J 7: a token for another service at /admin', async () => s.get('/admin/users', await forOrders()), DEAD_TOKEN],
    [
      'J 7: the same, to change something',
      async () => s.json('PATCH', '/admin/clients/bff', { disabled: true }, await forOrders()),
      DEAD_TOKEN,
    ],
    [
      'R 9: a token for another service at /token/refresh',
      async () => s.send('POST', '/token/refresh', bearer(await forOrders())),
      { status: 401 },
    ],
    [
      'R 9: a token of another client than default there',
      () => s.send('POST', '/token/refresh', bearer(tokens.access_token)),
      { status: 401, body: { detail: 'Invalid token' } },
    ],
    ['R 9: an administrator’s token that is good, there', () => s.send('POST', '/token/refresh', bearer(admin)), { status: 200 }],
    ['I 2: introspection of nonsense', () => told('nonsense'), INACTIVE],
    ['I 2: introspection of another client’s refresh token', () => told(tokens.refresh_token), INACTIVE],
    [
      'I 4: revocation of another client’s refresh token',
      () => s.form('/token/revoke', { token: tokens.refresh_token }, as('other')),
      { status: 200 },
    ],
    ['I 4: revocation of nonsense', () => s.form('/token/revoke', { token: 'nonsense' }, as('svc')), { status: 200 }],
  ])('%s', async (name, ask, refused) => {
    tokens = await issued('bff', { ...LOGIN, scope: 'data:read' })
    await rows.take()
    const answer = await ask()
    expect(answer).toMatchObject(refused)
    if (refused === INACTIVE) expect(answer.body).toEqual(INACTIVE.body)
    // The watch is not blind.
    expect(await rows.take()).toEqual(name.includes('that is good') ? { 'sessions UPDATE': 1 } : {})
    // Longer than any grace: what was refused was not spent.
    s.system.advanceSeconds(11)
    expect(await refresh('bff')).toMatchObject({ status: 200, body: { scope: 'data:read' } })
  })

  test('C 7: an assertion that was used is refused after a restart too, and nothing is written', async () => {
    await s.stop()
    s = await startService(fresh.config, { system: s.system })
    await rows.take()
    expect(await byAssertion()).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await rows.take()).toEqual({})
  })
})
