// REQUIREMENTS G 1, G 2, docs/events.md: the log has each refusal with user, client, address and reason. The
// answer says less.
import { describe, expect, test } from 'vitest'
import { administrator } from '../../support/admin.ts'
import { databases } from '../../support/databases.ts'
import { onEachDatabase, type TestUser } from '../../support/fixtures.ts'
import { formFrom } from '../../support/from-address.ts'
import { basic, PASSWORD, type RunningService, startService } from '../../support/service.ts'

/** The members that the line of every request has. */
const ANSWERED = {
  message: 'answered',
  time: expect.any(String),
  request: expect.any(String),
  method: expect.any(String),
  path: expect.any(String),
  tookMs: expect.any(Number),
  address: '127.0.0.1',
}

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    await service.addClient('shop')
    await service.addClient('closed', { disabledAtMs: 1 })
  })

  const linesOf = async (service: RunningService, ask: () => Promise<unknown>) => {
    const before = service.logged.length
    await ask()
    return service.logged.slice(before).map((line) => JSON.parse(line))
  }
  const grant = { grant_type: 'client_credentials' }
  const authorized = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  const WRONG = { username: 'alice', password: 'typed-and-wrong' }
  const NOBODY = { username: 'typed-name', password: 'typed-and-wrong' }

  const refusals: [string, (service: RunningService, alice: TestUser) => Promise<unknown>, (alice: TestUser) => object][] = [
    [
      'a wrong password at /token',
      (service) => service.form('/token', WRONG),
      (alice) => ({ status: 401, code: 'wrong_grant_credentials', reason: 'wrong password', user: alice.id, client: 'default' }),
    ],
    [
      'a wrong password at /login',
      (service) => service.json('POST', '/login', WRONG),
      (alice) => ({ status: 401, code: 'wrong_credentials', reason: 'wrong password', user: alice.id, client: 'default' }),
    ],
    [
      'an unknown name',
      (service) => service.form('/token', NOBODY),
      () => ({ code: 'wrong_grant_credentials', reason: 'unknown user', client: 'default' }),
    ],
    [
      "a client's wrong secret",
      (service) => service.form('/token', grant, basic('shop', 'typed-and-wrong')),
      () => ({ status: 401, code: 'invalid_client', reason: 'wrong secret', client: 'shop' }),
    ],
    [
      'an unknown client',
      (service) => service.form('/token', grant, basic('typed-name', 'typed-and-wrong')),
      () => ({ code: 'invalid_client', reason: 'unknown or disabled client' }),
    ],
    [
      'a disabled client',
      (service) => service.form('/token', grant, basic('closed', 'typed-and-wrong')),
      () => ({ code: 'invalid_client', reason: 'unknown or disabled client' }),
    ],
    [
      'a client without its secret',
      (service) => service.form('/token', { ...grant, client_id: 'shop' }),
      () => ({ code: 'invalid_client', reason: 'not registered for none', client: 'shop' }),
    ],
    [
      'a wrong current password',
      (service, alice) =>
        service.json(
          'PUT',
          '/me/password',
          { current_password: 'typed-and-wrong', new_password: 'another of four words' },
          alice.access_token,
        ),
      (alice) => ({ status: 422, code: 'validation_failed', reason: 'wrong password', user: alice.id, client: 'default' }),
    ],
    [
      'too little scope',
      (service, alice) => service.get('/admin/users', alice.access_token),
      (alice) => ({ status: 403, code: 'insufficient_scope', reason: 'Not enough permissions', user: alice.id, client: 'default' }),
    ],
    [
      'nonsense as a token',
      (service) => service.get('/protected', 'typed-name'),
      () => ({ status: 401, code: 'invalid_token', reason: 'not a compact JWS' }),
    ],
    [
      'nonsense as a refresh token',
      (service) => service.refresh('typed-name'),
      () => ({ status: 400, code: 'invalid_grant', reason: 'The refresh token is not valid.', client: 'default' }),
    ],
    [
      'an unknown path',
      (service) => service.get('/nowhere'),
      () => ({ status: 404, code: 'not_found', reason: expect.stringMatching(/^Not found\./) }),
    ],
    [
      'unknown and missing members',
      (service) => service.json('POST', '/login', { username: 'x', 'typed-name': 1 }),
      () => ({ code: 'validation_failed', reason: 'The request is not valid. /password is required' }),
    ],
    [
      'a malformed form',
      (service) => service.form('/token', '%typed'),
      () => ({ code: 'invalid_request', reason: expect.stringMatching(/^The form is malformed/) }),
    ],
    [
      'another method',
      (service) => service.send('PUT', '/token'),
      () => ({ status: 405, code: 'method_not_allowed', reason: 'Method not allowed' }),
    ],
    [
      'another type',
      (service) => service.send('POST', '/login', { body: 'typed' }),
      () => ({ status: 415, code: 'unsupported_media_type', reason: 'Send application/json.' }),
    ],
  ]

  test.for(refusals)('logs who and why, nothing typed: %s (G 1)', async ([_, ask, expected], { service, alice }) => {
    const lines = await linesOf(service, () => ask(service, alice))
    expect(lines).toEqual([{ ...ANSWERED, level: 'info', status: expect.any(Number), ...expected(alice) }])
    expect(JSON.stringify(lines)).not.toContain('typed')
  })

  test('only the log tells a locked account from a wrong password (G 1)', async ({ service }) => {
    const bob = await service.addUser('bob')
    const guess = (password: string) => formFrom('127.0.0.9', `${service.url}/token`, { username: 'bob', password })
    const first = await guess('wrong')
    for (let tries = 1; tries < 10; tries += 1) await guess('wrong')
    const [line] = await linesOf(service, async () => expect((await guess(PASSWORD)).body).toEqual(first.body))
    expect(line).toMatchObject({ code: 'wrong_grant_credentials', reason: 'locked', user: bob, address: '127.0.0.9' })
  })

  test('a dead token is logged with its user (G 1)', async ({ service }) => {
    const carol = await service.addUser('carol')
    const { access_token } = await service.logIn('carol')
    await service.send('POST', '/logout', authorized(access_token))
    const [line] = await linesOf(service, () => service.get('/protected', access_token))
    expect(line).toMatchObject({
      status: 401,
      code: 'invalid_token',
      reason: expect.stringContaining('session'),
      user: carol,
      client: 'default',
    })
  })

  test('a wrong one-time secret is logged with the account (G 1)', async ({ service }) => {
    const dave = await service.addUser('dave')
    await (await administrator(service)).send('POST', `/admin/users/${dave}/one-time-secret`)
    const reset = { username: 'dave', one_time_secret: 'mot_typed-and-wrong', new_password: 'typed-another of four' }
    const lines = await linesOf(service, () => service.json('POST', '/users/password', reset))
    expect(lines).toEqual([expect.objectContaining({ status: 403, code: 'forbidden', reason: 'another secret', user: dave })])
    expect(JSON.stringify(lines)).not.toContain('typed')
  })

  test('a success is logged at debug with its address', async ({ service, alice }) => {
    const [line, ...more] = await linesOf(service, () => service.get('/protected', alice.access_token))
    expect(more).toEqual([])
    expect(line).toEqual({ ...ANSWERED, level: 'debug', path: '/protected', status: 200 })
  })
})

test("behind a trusted proxy, the proxy's address for the client counts (L 6)", async () => {
  const [{ fresh }] = databases as [(typeof databases)[number]]
  const trustedProxies = [{ address: '127.0.0.0', prefixLength: 8, family: 'ipv4' as const }]
  const s = await startService((await fresh()).config, { config: { trustedProxies } })
  await s.send('GET', '/protected', { headers: { 'x-forwarded-for': '203.0.113.7' } })
  expect(JSON.parse(s.logged.at(-1)!)).toMatchObject({ status: 401, code: 'not_authenticated', address: '203.0.113.7' })
  await s.stop()
})
