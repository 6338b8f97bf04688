// REQUIREMENTS I 1 to I 3, RFC 7662: which client learns what about a token
// (docs/design/keys.md#the-audience).
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { decodePart, ownTokens } from '../../support/own-tokens.ts'
import { type Answer, basic, ISSUER, PASSWORD, type RunningService, type TestTokens } from '../../support/service.ts'

const ORDERS = 'https://orders.example.com'
const STOCK = 'https://stock.example.com'
const INACTIVE = { active: false }

const claimsOf = (token: string) => decodePart(token.split('.')[1])

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let alice: string
  const secrets = new Map<string, string>()
  test.beforeAll(async ({ service }) => {
    alice = await service.addUser('alice')
    const add = async (id: string, options: Parameters<RunningService['addClient']>[1]) =>
      secrets.set(id, await service.addClient(id, options))
    await add('orders', { identifiers: [ORDERS, 'orders'] })
    await add('stock', { identifiers: [STOCK] })
    await add('caller', { audiences: [ORDERS, STOCK], scope: ['data:read'] })
    await add('bff', { grants: ['password', 'refresh_token'], scope: 'of_user', audiences: [ORDERS] })
    await add('named-like-us', { identifiers: [ISSUER] })
    await add('spa', { confidential: false, authMethods: ['none'], grants: ['password', 'refresh_token'], scope: 'of_user' })
  })

  const as = (id: string) => basic(id, secrets.get(id)!)
  const ask = (service: RunningService, id: string, token: string, form: Record<string, string> = {}): Promise<Answer> =>
    service.form('/token/introspect', { token, ...form }, as(id))
  const told = async (service: RunningService, id: string, token: string) => (await ask(service, id, token)).body
  const personal = async (service: RunningService, id: string, resource?: string): Promise<TestTokens> => {
    const login = { grant_type: 'password', username: 'alice', password: PASSWORD, ...(resource === undefined ? {} : { resource }) }
    return (await service.form('/token', login, as(id))).body
  }
  const ofService = async (service: RunningService, resource = ORDERS): Promise<string> =>
    (await service.form('/token', { grant_type: 'client_credentials', resource }, as('caller'))).body.access_token

  test.for<[string, Record<string, string> | string, () => Record<string, string>, number, string]>([
    ['no client (I 1)', {}, () => ({}), 401, 'invalid_client'],
    ['the client default by name (I 1)', { client_id: 'default' }, () => ({}), 401, 'invalid_client'],
    ['a public client (I 1)', { client_id: 'spa' }, () => ({}), 401, 'invalid_client'],
    ['a public client by Basic (I 1)', {}, () => basic('spa', ''), 401, 'invalid_client'],
    ['a confidential client without its secret (I 1)', { client_id: 'orders' }, () => ({}), 401, 'invalid_client'],
    ['a confidential client with a wrong secret (I 1)', {}, () => basic('orders', 'wrong'), 401, 'invalid_client'],
    ['an access token in place of a client (I 1)', {}, () => ({ authorization: 'Bearer x.y.z' }), 401, 'invalid_client'],
    ['no token (I 3)', '', () => as('orders'), 400, 'invalid_request'],
    ['an empty token (I 3)', 'token=', () => as('orders'), 400, 'invalid_request'],
    ['a hint without a token (I 3)', 'token_type_hint=access_token', () => as('orders'), 400, 'invalid_request'],
    ['two tokens (I 3)', 'token=a&token=b', () => as('orders'), 400, 'invalid_request'],
  ])('refused: %s', async ([_, form, headers, status, error], { service }) => {
    const sent = typeof form === 'string' ? form : { token: await ofService(service), ...form }
    const answer = await service.form('/token/introspect', sent, headers())
    expect(answer).toMatchObject({ status, body: { error } })
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /)
    if (form === '') expect(answer.body.detail).toBe('Missing: token.')
  })

  test("a user's access token: its claims, for its audience and client (I 3)", async ({ service }) => {
    const { access_token: token } = await personal(service, 'bff')
    const { rc, ...claims } = claimsOf(token)
    expect(rc).toBe(0)
    const { status, body, headers } = await ask(service, 'orders', token)
    expect(status).toBe(200)
    expect(body).toEqual({ active: true, token_type: 'Bearer', ...claims })
    expect(body).toMatchObject({ sub: alice, username: 'alice', client_id: 'bff', aud: [ISSUER, ORDERS] })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(await told(service, 'bff', token)).toEqual(body)
  })

  test("a service's access token: its claims, without username and session (I 3)", async ({ service }) => {
    const token = await ofService(service)
    const { ce, ...claims } = claimsOf(token)
    expect(ce).toEqual(expect.any(Number))
    const expected = { active: true, token_type: 'Bearer', ...claims }
    expect(await told(service, 'orders', token)).toEqual(expected)
    expect(await told(service, 'caller', token)).toEqual(expected)
    expect(expected).not.toHaveProperty('username')
  })

  test('an active refresh token is shown to its own client only (I 3)', async ({ service }) => {
    const { refresh_token, access_token } = await personal(service, 'bff', ORDERS)
    const { iat, sid } = claimsOf(access_token) as { iat: number; sid: string }
    expect(await told(service, 'bff', refresh_token)).toEqual({
      active: true,
      token_type: 'refresh_token',
      iss: ISSUER,
      // A refresh token is for the issuer alone, whatever its access token is for.
      aud: ISSUER,
      sub: alice,
      username: 'alice',
      client_id: 'bff',
      scope: 'data:read',
      sid,
      iat,
      exp: iat + 14 * 86_400,
    })
    for (const other of ['orders', 'named-like-us', 'caller']) expect(await told(service, other, refresh_token)).toEqual(INACTIVE)
  })

  test('introspection of a used refresh token ends nothing (I 3)', async ({ service }) => {
    const { refresh_token: first } = await personal(service, 'bff')
    const refresh = (token: string) => service.form('/token', { grant_type: 'refresh_token', refresh_token: token }, as('bff'))
    const { refresh_token: second, access_token } = (await refresh(first)).body
    service.system.advanceSeconds(11)
    expect(await told(service, 'bff', first)).toEqual(INACTIVE)
    expect(await told(service, 'bff', second)).toMatchObject({ active: true })
    expect(await told(service, 'bff', access_token)).toMatchObject({ active: true })
    expect((await refresh(second)).status).toBe(200)
  })

  test.for<[string, Record<string, string>]>([
    ['the other one', { token_type_hint: 'refresh_token' }],
    ['an unknown one', { token_type_hint: 'nonsense' }],
    ['absent', {}],
  ])('a token is found if the hint is %s (I 3)', async ([_, hint], { service }) => {
    expect((await ask(service, 'orders', await ofService(service), hint)).body).toMatchObject({ active: true })
    const { refresh_token } = await personal(service, 'bff')
    expect((await ask(service, 'bff', refresh_token, { token_type_hint: 'access_token' })).body).toMatchObject({ active: true })
  })

  test('a token for others is inactive to a foreign client (I 2)', async ({ service }) => {
    expect(await told(service, 'stock', await ofService(service))).toEqual(INACTIVE)
    expect(await told(service, 'orders', await ofService(service, STOCK))).toEqual(INACTIVE)
    // A token for the issuer alone is for Mintmark itself.
    const { access_token } = await service.logIn('alice')
    expect(await told(service, 'orders', access_token)).toEqual(INACTIVE)
  })

  test('a client does not learn about other clients of its user (I 2)', async ({ service }) => {
    await personal(service, 'bff')
    const spa = (await service.form('/token', { grant_type: 'password', username: 'alice', password: PASSWORD, client_id: 'spa' })).body
    for (const token of [spa.access_token, spa.refresh_token]) expect(await told(service, 'bff', token)).toEqual(INACTIVE)
  })

  test.for<[string, (token: string, service: RunningService) => string | Promise<string>]>([
    ['nonsense', () => 'nonsense'],
    ['a token of three empty parts', () => '..'],
    ['a forged refresh token', async (_, service) => `${(await personal(service, 'bff')).refresh_token.slice(0, -3)}AAA`],
    ['an empty refresh token', () => 'mrt_'],
    ['a forged access token', (token) => `${token.slice(0, -3)}AAA`],
    ['a respelled access token', (token) => `${token}=`],
    ['a token of another issuer', (token, service) => ownTokens(service, token).signed({ iss: 'https://evil.example.com' })],
    ['a token bound to a key', (token, service) => ownTokens(service, token).signed({ cnf: { jkt: 'x' } })],
    ['9 kB', () => 'x'.repeat(9000)],
    ['an escape', () => '%00%ff'],
  ])('%s is inactive, without a reason (I 2)', async ([_, make], { service }) => {
    const { status, body, headers } = await ask(service, 'orders', await make(await ofService(service), service))
    expect({ status, body }).toEqual({ status: 200, body: INACTIVE })
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('an access token is inactive from its exp on (RFC 7662 §4) (I 2)', async ({ service }) => {
    const [token, { access_token }] = [await ofService(service), await personal(service, 'bff')]
    const lifeSeconds = (claimsOf(token).exp as number) - Math.floor(service.system.nowMs() / 1000)
    service.system.advanceSeconds(lifeSeconds - 1)
    for (const alive of [token, access_token]) expect(await told(service, 'orders', alive)).toMatchObject({ active: true })
    service.system.advanceSeconds(1)
    for (const over of [token, access_token]) expect(await told(service, 'orders', over)).toEqual(INACTIVE)
  })

  test('expired tokens and sessions are inactive (I 2)', async ({ service }) => {
    const token = await ofService(service)
    const { access_token, refresh_token } = await personal(service, 'bff')
    service.system.advanceSeconds(931)
    for (const dead of [token, access_token]) expect(await told(service, 'orders', dead)).toEqual(INACTIVE)
    expect(await told(service, 'bff', refresh_token)).toMatchObject({ active: true })
    service.system.advanceSeconds(14 * 86_400)
    expect(await told(service, 'bff', refresh_token)).toEqual(INACTIVE)
  })

  test.for<[string, (service: RunningService, tokens: TestTokens) => Promise<unknown>]>([
    ['a log-out', (service, { access_token }) => service.send('POST', '/logout', { headers: { authorization: `Bearer ${access_token}` } })],
    ['a revocation', (service, { refresh_token }) => service.form('/token/revoke', { token: refresh_token }, as('bff'))],
    [
      'disabling the user',
      (service) => service.service.userAdministration.change(alice, { disabled: true }, { atMs: service.system.nowMs() }),
    ],
    [
      'disabling the client',
      (service) => service.service.clientAdministration.change('bff', { disabled: true }, { atMs: service.system.nowMs() }),
    ],
  ])('after %s both tokens are inactive to every client (I 2)', async ([_, end], { service }) => {
    await service.service.userAdministration.change(alice, { disabled: false }, { atMs: service.system.nowMs() })
    const tokens = await personal(service, 'bff')
    expect(await told(service, 'orders', tokens.access_token)).toMatchObject({ active: true })
    await end(service, tokens)
    expect(await told(service, 'orders', tokens.access_token)).toEqual(INACTIVE)
    await service.service.clientAdministration.change('bff', { disabled: false }, { atMs: service.system.nowMs() })
    await service.service.userAdministration.change(alice, { disabled: false }, { atMs: service.system.nowMs() })
    expect(await told(service, 'bff', tokens.refresh_token)).toEqual(INACTIVE)
  })

  test('the issuer as an identifier shows a client no more tokens', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    expect(await told(service, 'named-like-us', access_token)).toEqual(INACTIVE)
  })
})
