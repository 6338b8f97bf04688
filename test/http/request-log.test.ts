// REQUIREMENTS G 1, G 2, docs/events.md: each refusal is told of in the log: who, from where, and why; the answer says less.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator } from '../support/admin.ts'
import { databases } from '../support/databases.ts'
import { formFrom } from '../support/from-address.ts'
import { basic, PASSWORD, type RunningService, startService, type TestTokens } from '../support/service.ts'

/** What the line of every request has. */
const ANSWERED = {
  message: 'answered',
  time: expect.any(String),
  request: expect.any(String),
  method: expect.any(String),
  path: expect.any(String),
  tookMs: expect.any(Number),
  address: '127.0.0.1',
}

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let alice: string
  let tokens: TestTokens
  beforeAll(async () => {
    s = await startService((await database.fresh()).config)
    alice = await s.addUser('alice')
    tokens = await s.logIn('alice')
    await s.addClient('shop')
    await s.addClient('closed', { disabledAtMs: 1 })
  })
  afterAll(() => s.stop())

  const linesOf = async (ask: () => Promise<unknown>) => {
    const before = s.logged.length
    await ask()
    return s.logged.slice(before).map((line) => JSON.parse(line))
  }
  const grant = { grant_type: 'client_credentials' }
  const authorized = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  const WRONG = { username: 'alice', password: 'typed-and-wrong' }
  const NOBODY = { username: 'typed-name', password: 'typed-and-wrong' }

  const refusals: [string, () => Promise<unknown>, () => object][] = [
    [
      'a wrong password at /token',
      () => s.form('/token', WRONG),
      () => ({ status: 401, code: 'wrong_grant_credentials', reason: 'wrong password', user: alice, client: 'default' }),
    ],
    [
      'a wrong password at /login',
      () => s.json('POST', '/login', WRONG),
      () => ({ status: 401, code: 'wrong_credentials', reason: 'wrong password', user: alice, client: 'default' }),
    ],
    [
      'a name that no user has',
      () => s.form('/token', NOBODY),
      () => ({ code: 'wrong_grant_credentials', reason: 'unknown user', client: 'default' }),
    ],
    [
      'a wrong secret of a client',
      () => s.form('/token', grant, basic('shop', 'typed-and-wrong')),
      () => ({ status: 401, code: 'invalid_client', reason: 'wrong secret', client: 'shop' }),
    ],
    [
      'a client that there is not',
      () => s.form('/token', grant, basic('typed-name', 'typed-and-wrong')),
      () => ({ code: 'invalid_client', reason: 'unknown or disabled client' }),
    ],
    [
      'a client that is disabled',
      () => s.form('/token', grant, basic('closed', 'typed-and-wrong')),
      () => ({ code: 'invalid_client', reason: 'unknown or disabled client' }),
    ],
    [
      'a client that presents no secret, as one that is not registered for that',
      () => s.form('/token', { ...grant, client_id: 'shop' }),
      () => ({ code: 'invalid_client', reason: 'not registered for none', client: 'shop' }),
    ],
    [
      'a wrong current password',
      () =>
        s.json('PUT', '/me/password', { current_password: 'typed-and-wrong', new_password: 'another of four words' }, tokens.access_token),
      () => ({ status: 422, code: 'validation_failed', reason: 'wrong password', user: alice, client: 'default' }),
    ],
    [
      'too little scope',
      () => s.get('/admin/users', tokens.access_token),
      () => ({ status: 403, code: 'insufficient_scope', reason: 'Not enough permissions', user: alice, client: 'default' }),
    ],
    [
      'a token that is none',
      () => s.get('/protected', 'typed-name'),
      () => ({ status: 401, code: 'invalid_token', reason: 'not a compact JWS' }),
    ],
    [
      'a refresh token that is none',
      () => s.refresh('typed-name'),
      () => ({ status: 400, code: 'invalid_grant', reason: 'The refresh token is not valid.', client: 'default' }),
    ],
    [
      'a path that there is not',
      () => s.get('/nowhere'),
      () => ({ status: 404, code: 'not_found', reason: expect.stringMatching(/^Not found\./) }),
    ],
    [
      'members that nobody knows, and one that is missing',
      () => s.json('POST', '/login', { username: 'x', 'typed-name': 1 }),
      () => ({ code: 'validation_failed', reason: 'The request is not valid. /password is required' }),
    ],
    [
      'a form that is none',
      () => s.form('/token', '%typed'),
      () => ({ code: 'invalid_request', reason: expect.stringMatching(/^The form is malformed/) }),
    ],
    ['another method', () => s.send('PUT', '/token'), () => ({ status: 405, code: 'method_not_allowed', reason: 'Method not allowed' })],
    [
      'another type',
      () => s.send('POST', '/login', { body: 'typed' }),
      () => ({ status: 415, code: 'unsupported_media_type', reason: 'Send application/json.' }),
    ],
  ]

  test.each(refusals)('G 1: %s: one line that says who, from where and why, and nothing that was typed', async (_, ask, expected) => {
    const lines = await linesOf(ask)
    expect(lines).toEqual([{ ...ANSWERED, level: 'info', status: expect.any(Number), ...expected() }])
    expect(JSON.stringify(lines)).not.toContain('typed')
  })

  test('G 1: a locked account: the answer is that of a wrong password, the log tells them apart', async () => {
    const bob = await s.addUser('bob')
    const guess = (password: string) => formFrom('127.0.0.9', `${s.url}/token`, { username: 'bob', password })
    const first = await guess('wrong')
    for (let tries = 1; tries < 10; tries += 1) await guess('wrong')
    const [line] = await linesOf(async () => expect((await guess(PASSWORD)).body).toEqual(first.body))
    expect(line).toMatchObject({ code: 'wrong_grant_credentials', reason: 'locked', user: bob, address: '127.0.0.9' })
  })

  test('G 1: a token that is dead names whom it was of', async () => {
    const carol = await s.addUser('carol')
    const { access_token } = await s.logIn('carol')
    await s.send('POST', '/logout', authorized(access_token))
    const [line] = await linesOf(() => s.get('/protected', access_token))
    expect(line).toMatchObject({
      status: 401,
      code: 'invalid_token',
      reason: expect.stringContaining('session'),
      user: carol,
      client: 'default',
    })
  })

  test('G 1: a wrong one-time secret names the account', async () => {
    const dave = await s.addUser('dave')
    await (await administrator(s)).send('POST', `/admin/users/${dave}/one-time-secret`)
    const reset = { username: 'dave', one_time_secret: 'mot_typed-and-wrong', new_password: 'typed-another of four' }
    const lines = await linesOf(() => s.json('POST', '/users/password', reset))
    expect(lines).toEqual([expect.objectContaining({ status: 403, code: 'forbidden', reason: 'another secret', user: dave })])
    expect(JSON.stringify(lines)).not.toContain('typed')
  })

  test('what succeeds has the address too, for who debugs, and no more', async () => {
    const [line, ...more] = await linesOf(() => s.get('/protected', tokens.access_token))
    expect(more).toEqual([])
    expect(line).toEqual({ ...ANSWERED, level: 'debug', path: '/protected', status: 200 })
  })
})

test('L 6: behind a proxy that is trusted, the address is the one that the proxy tells of', async () => {
  const [{ fresh }] = databases as [(typeof databases)[number]]
  const trustedProxies = [{ address: '127.0.0.0', prefixLength: 8, family: 'ipv4' as const }]
  const s = await startService((await fresh()).config, { config: { trustedProxies } })
  await s.send('GET', '/protected', { headers: { 'x-forwarded-for': '203.0.113.7' } })
  expect(JSON.parse(s.logged.at(-1)!)).toMatchObject({ status: 401, code: 'not_authenticated', address: '203.0.113.7' })
  await s.stop()
})
