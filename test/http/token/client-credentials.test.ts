// REQUIREMENTS T 6, T 11, X 1: tokens of services, and the audience of a token.
import { describe, expect } from 'vitest'
import { type Operation, operations, takesToken } from '../../support/contract.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { decodePart } from '../../support/own-tokens.ts'
import { basic, ISSUER, PASSWORD, type RunningService } from '../../support/service.ts'

const ORDERS = 'https://orders.example.com'
const STOCK = 'https://stock.example.com'
const FOR_ITSELF = { grant_type: 'client_credentials' }

const claimsOf = (token: string) => decodePart(token.split('.')[1])
const pathOf = ({ path }: Operation) => path.replaceAll(/\{[^}]+\}/g, 'x')

describe.each(onEachDatabase({ config: { audience: [STOCK] } }))('on $name', ({ test }) => {
  const secrets = new Map<string, string>()
  const add = async (service: RunningService, id: string, options: Parameters<RunningService['addClient']>[1] = {}) =>
    secrets.set(id, await service.addClient(id, options))
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
    await add(service, 'plain', { scope: ['data:read', 'data:write', 'admin'] })
    await add(service, 'admin-only', { scope: ['admin'] })
    await add(service, 'to-one', { audiences: [ORDERS] })
    await add(service, 'to-two', { audiences: [ORDERS, STOCK], scope: ['data:read'] })
    await add(service, 'bff', { grants: ['password', 'refresh_token'], scope: 'of_user', audiences: [ORDERS, STOCK] })
    await add(service, 'log-in-only', { grants: ['password'], scope: 'of_user' })
    await add(service, 'public', { confidential: false, authMethods: ['none'], grants: ['client_credentials', 'password'] })
  })

  const as = (id: string) => basic(id, secrets.get(id)!)
  const forItself = (service: RunningService, id: string, form: Record<string, string> = {}) =>
    service.form('/token', { ...FOR_ITSELF, ...form }, as(id))
  const forResources = (...resources: string[]) =>
    `grant_type=client_credentials&${new URLSearchParams(resources.map((one) => ['resource', one]))}`
  const withResources = (service: RunningService, id: string, ...resources: string[]) =>
    service.form('/token', forResources(...resources), as(id))
  const personal = (service: RunningService, resources: string[], id = 'bff', scope = '') => {
    const form = { grant_type: 'password', username: 'alice', password: PASSWORD, scope }
    return service.form('/token', `${new URLSearchParams(form)}&${new URLSearchParams(resources.map((one) => ['resource', one]))}`, as(id))
  }

  test.for<[string, string | undefined, Record<string, string> | string, string]>([
    ['a password grant (T 6)', 'plain', { grant_type: 'password', username: 'alice', password: PASSWORD }, 'unauthorized_client'],
    ['a refresh (T 6)', 'plain', { grant_type: 'refresh_token', refresh_token: 'mrt_x' }, 'unauthorized_client'],
    ['a token for itself (T 6)', 'bff', FOR_ITSELF, 'unauthorized_client'],
    ['a refresh of a log-in client (T 6)', 'log-in-only', { grant_type: 'refresh_token', refresh_token: 'mrt_x' }, 'unauthorized_client'],
    ['no client (T 11)', undefined, FOR_ITSELF, 'unauthorized_client'],
    ['the client default (T 11)', undefined, { ...FOR_ITSELF, client_id: 'default' }, 'unauthorized_client'],
    ['a public client (T 11)', undefined, { ...FOR_ITSELF, client_id: 'public' }, 'unauthorized_client'],
    ['a wider scope (T 7)', 'to-two', { ...FOR_ITSELF, scope: 'data:read data:write', resource: ORDERS }, 'invalid_scope'],
    ['a scope of a client without one (T 7)', 'to-one', { ...FOR_ITSELF, scope: 'data:read' }, 'invalid_scope'],
    ['a foreign audience (X 1)', 'to-one', forResources(STOCK), 'invalid_target'],
    ['a foreign audience beside its own (X 1)', 'to-one', forResources(ORDERS, STOCK), 'invalid_target'],
    ['no audience, with two allowed (X 1)', 'to-two', forResources(), 'invalid_target'],
    ['another spelling of the audience (X 1)', 'to-one', forResources(`${ORDERS}/`), 'invalid_target'],
    ['an audience that is not a URI (X 1)', 'to-one', forResources('orders'), 'invalid_target'],
  ])('refused: %s', async ([_, id, form, error], { service }) => {
    const headers = id === undefined ? {} : as(id)
    expect(await service.form('/token', form, headers)).toMatchObject({ status: 400, body: { error } })
  })

  test('the token names the client as sub, without session or refresh token (T 11)', async ({ service }) => {
    const { status, body, headers } = await forItself(service, 'plain')
    expect(status).toBe(200)
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 900, scope: 'data:read data:write' })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(claimsOf(body.access_token)).toEqual({
      iss: ISSUER,
      sub: 'plain',
      client_id: 'plain',
      aud: ISSUER,
      scope: 'data:read data:write',
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.stringMatching(/^[\w-]{22}$/),
      ce: expect.any(Number),
    })
  })

  test('the token opens only what needs no user (T 11)', async ({ service }) => {
    const { access_token: token } = (await forItself(service, 'plain')).body
    expect((await service.get('/protected', token)).status).toBe(200)
    expect((await service.get('/secure-data', token)).body).toEqual({ data: { sub: 'plain', scope: 'data:read data:write' } })
    for (const path of ['/', '/me', '/me/sessions']) expect((await service.get(path, token)).status).toBe(403)
    expect((await service.send('POST', '/logout', { headers: { authorization: `Bearer ${token}` } })).status).toBe(403)
  })

  test('the same at /token/refresh, and without the grant no refresh token (T 6)', async ({ service }) => {
    const refused = { status: 400, body: { error: 'unauthorized_client' } }
    expect(await service.form('/token/refresh', { refresh_token: 'mrt_x' }, as('plain'))).toMatchObject(refused)
    const { status, body } = await personal(service, [], 'log-in-only')
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('refresh_token')
  })

  test('a form without grant_type works for the default client only (T 6)', async ({ service }) => {
    const answer = await service.form('/token', { username: 'alice', password: PASSWORD }, as('bff'))
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test.for<[string, string | undefined, string]>([
    ['nothing: all but admin', undefined, 'data:read data:write'],
    ['less', 'data:write', 'data:write'],
    ['admin by name', 'admin', 'admin'],
    ['each scope once, in order', 'data:write data:read data:write', 'data:write data:read'],
  ])('scope of a service that asks for %s (T 7)', async ([_, scope, granted], { service }) => {
    expect(await forItself(service, 'plain', scope === undefined ? {} : { scope })).toMatchObject({ status: 200, body: { scope: granted } })
  })

  test('a client without a scope gets a token without one (T 7)', async ({ service }) => {
    expect(await forItself(service, 'to-one')).toMatchObject({ status: 200, body: { scope: '' } })
  })

  test('with only the scope admin, the answer says to name it (T 7)', async ({ service }) => {
    await service.addUser('root', { scope: 'admin' })
    const refused = {
      status: 400,
      body: { error: 'invalid_scope', error_description: 'Ask for the scope admin by name: there is no other.' },
    }
    expect(await forItself(service, 'admin-only')).toMatchObject(refused)
    expect(await forItself(service, 'admin-only', { scope: '' })).toMatchObject(refused)
    const login = { grant_type: 'password', username: 'root', password: PASSWORD }
    expect(await service.form('/token', login)).toMatchObject(refused)
    for (const granted of [
      await forItself(service, 'admin-only', { scope: 'admin' }),
      await service.form('/token', { ...login, scope: 'admin' }),
    ])
      expect(granted).toMatchObject({ status: 200, body: { scope: 'admin' } })
  })

  test.for<[string, string, string[], string | string[]]>([
    ['nothing, with one allowed audience', 'to-one', [], ORDERS],
    ['nothing, with no allowed audience', 'plain', [], ISSUER],
    ['one', 'to-two', [STOCK], STOCK],
    ['two', 'to-two', [STOCK, ORDERS], [STOCK, ORDERS]],
    ['one twice', 'to-two', [ORDERS, ORDERS], ORDERS],
    ['the issuer', 'to-one', [ISSUER], ISSUER],
    ['the issuer and one', 'to-one', [ORDERS, ISSUER], [ORDERS, ISSUER]],
  ])('audience of a service that asks for %s (X 1)', async ([_, id, resources, audience], { service }) => {
    const { status, body } = await withResources(service, id, ...resources)
    expect(status).toBe(200)
    expect(claimsOf(body.access_token).aud).toEqual(audience)
  })

  test('a user’s token is for the issuer and all audiences, or fewer (X 1)', async ({ service }) => {
    const audienceOf = async (...resources: string[]) => claimsOf((await personal(service, resources)).body.access_token).aud
    expect(await audienceOf()).toEqual([ISSUER, ORDERS, STOCK])
    expect(await audienceOf(ORDERS)).toEqual(ORDERS)
    expect(await audienceOf(ISSUER)).toEqual(ISSUER)
    expect(await personal(service, ['https://evil.example.com'])).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
    expect(claimsOf((await service.logIn('alice')).access_token).aud).toEqual([ISSUER, STOCK])
  })

  test('a refresh may change the resource; a refusal spends no token (X 1)', async ({ service }) => {
    const { refresh_token } = (await personal(service, [ORDERS])).body
    const refresh = (resource: string) => service.form('/token', { grant_type: 'refresh_token', refresh_token, resource }, as('bff'))
    expect(await refresh('https://evil.example.com')).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
    service.system.advanceSeconds(11)
    const answer = await refresh(STOCK)
    expect(answer.status).toBe(200)
    expect(claimsOf(answer.body.access_token).aud).toBe(STOCK)
  })

  describe('a token for another service opens nothing here', () => {
    test.for(operations.filter(takesToken))('$id refuses it (X 1)', async (operation, { service }) => {
      for (const { body } of [await withResources(service, 'to-two', ORDERS), await personal(service, [ORDERS])]) {
        const headers = { authorization: `Bearer ${body.access_token}` }
        const answer = await service.send(operation.method, pathOf(operation), { headers })
        expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid or expired token' } })
      }
    })

    test('nor is it refreshed, even by the default client (X 1)', async ({ service }) => {
      const form = { username: 'alice', password: PASSWORD, resource: STOCK }
      for (const { body } of [
        await withResources(service, 'to-one', ORDERS),
        await withResources(service, 'plain', ISSUER),
        await service.form('/token', form),
      ]) {
        const headers = { authorization: `Bearer ${body.access_token}` }
        expect((await service.send('POST', '/token/refresh', { headers })).status).toBe(401)
      }
    })

    test('a token for the issuer alone opens everything here (X 1)', async ({ service }) => {
      const shared = await service.logIn('alice')
      expect((await service.get('/me/sessions', shared.access_token)).status).toBe(403)
      const { body } = await service.form('/token', { username: 'alice', password: PASSWORD, resource: ISSUER })
      expect((await service.get('/me/sessions', body.access_token)).status).toBe(200)
      const headers = { authorization: `Bearer ${body.access_token}` }
      expect((await service.send('POST', '/token/refresh', { headers })).status).toBe(200)
    })
  })
})
