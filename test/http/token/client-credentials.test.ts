// REQUIREMENTS T 6, T 11, X 1: services that get tokens for themselves, and whom a token is for.
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
  const withResources = (service: RunningService, id: string, ...resources: string[]) =>
    service.form('/token', `grant_type=client_credentials&${new URLSearchParams(resources.map((one) => ['resource', one]))}`, as(id))
  const personal = (service: RunningService, resources: string[], id = 'bff', scope = '') => {
    const form = { grant_type: 'password', username: 'alice', password: PASSWORD, scope }
    return service.form('/token', `${new URLSearchParams(form)}&${new URLSearchParams(resources.map((one) => ['resource', one]))}`, as(id))
  }

  test('T 11: the token is of the client itself: sub and client_id are its id, and there is no session and no refresh token', async ({
    service,
  }) => {
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

  test('T 11: it opens what needs no person, and nothing that does', async ({ service }) => {
    const { access_token: token } = (await forItself(service, 'plain')).body
    expect((await service.get('/protected', token)).status).toBe(200)
    expect((await service.get('/secure-data', token)).body).toEqual({ data: { sub: 'plain', scope: 'data:read data:write' } })
    for (const path of ['/', '/me', '/me/sessions']) expect((await service.get(path, token)).status).toBe(403)
    expect((await service.send('POST', '/logout', { headers: { authorization: `Bearer ${token}` } })).status).toBe(403)
  })

  test('T 11: for confidential clients only', async ({ service }) => {
    const refused = { status: 400, body: { error: 'unauthorized_client' } }
    for (const form of [{}, { client_id: 'default' }, { client_id: 'public' }]) {
      expect(await service.form('/token', { ...FOR_ITSELF, ...form })).toMatchObject(refused)
    }
  })

  test.for<[string, string, Record<string, string>]>([
    ['a password grant', 'plain', { grant_type: 'password', username: 'alice', password: PASSWORD }],
    ['a refresh', 'plain', { grant_type: 'refresh_token', refresh_token: 'mrt_x' }],
    ['a token for itself', 'bff', FOR_ITSELF],
    ['a refresh where it may only log in', 'log-in-only', { grant_type: 'refresh_token', refresh_token: 'mrt_x' }],
  ])('T 6: %s that the client is not registered for is refused', async ([_, id, form], { service }) => {
    expect(await service.form('/token', form, as(id))).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } })
  })

  test('T 6: nor at /token/refresh; and a client that may not refresh gets no refresh token', async ({ service }) => {
    const refused = { status: 400, body: { error: 'unauthorized_client' } }
    expect(await service.form('/token/refresh', { refresh_token: 'mrt_x' }, as('plain'))).toMatchObject(refused)
    const { status, body } = await personal(service, [], 'log-in-only')
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('refresh_token')
  })

  test('T 6: the form without a grant is of the client default alone', async ({ service }) => {
    const answer = await service.form('/token', { username: 'alice', password: PASSWORD }, as('bff'))
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  test.for<[string, string | undefined, string]>([
    ['nothing: all but admin', undefined, 'data:read data:write'],
    ['less', 'data:write', 'data:write'],
    ['admin by name', 'admin', 'admin'],
    ['each once, in its order', 'data:write data:read data:write', 'data:write data:read'],
  ])('T 7: asked for %s', async ([_, scope, granted], { service }) => {
    expect(await forItself(service, 'plain', scope === undefined ? {} : { scope })).toMatchObject({ status: 200, body: { scope: granted } })
  })

  test('T 7: what the client may not have is refused, and a client of no scope gets a token of none', async ({ service }) => {
    const refused = { status: 400, body: { error: 'invalid_scope' } }
    expect(await forItself(service, 'to-two', { scope: 'data:read data:write', resource: ORDERS })).toMatchObject(refused)
    expect(await forItself(service, 'to-one', { scope: 'data:read' })).toMatchObject(refused)
    expect(await forItself(service, 'to-one')).toMatchObject({ status: 200, body: { scope: '' } })
  })

  test('T 7: whoever may have admin and nothing else is told to ask for it by name, a service and a person alike', async ({ service }) => {
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
    ['nothing, where it may address one', 'to-one', [], ORDERS],
    ['nothing, where it may address none', 'plain', [], ISSUER],
    ['one', 'to-two', [STOCK], STOCK],
    ['two', 'to-two', [STOCK, ORDERS], [STOCK, ORDERS]],
    ['one twice', 'to-two', [ORDERS, ORDERS], ORDERS],
    ['the issuer', 'to-one', [ISSUER], ISSUER],
    ['the issuer and one', 'to-one', [ORDERS, ISSUER], [ORDERS, ISSUER]],
  ])('X 1: a service asks for %s', async ([_, id, resources, audience], { service }) => {
    const { status, body } = await withResources(service, id, ...resources)
    expect(status).toBe(200)
    expect(claimsOf(body.access_token).aud).toEqual(audience)
  })

  test.for<[string, string, string[]]>([
    ['what it may not address', 'to-one', [STOCK]],
    ['what it may not address beside what it may', 'to-one', [ORDERS, STOCK]],
    ['nothing, where it may address two', 'to-two', []],
    ['another spelling', 'to-one', [`${ORDERS}/`]],
    ['no URI', 'to-one', ['orders']],
  ])('X 1: a service that asks for %s is refused with invalid_target', async ([_, id, resources], { service }) => {
    expect(await withResources(service, id, ...resources)).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
  })

  test('X 1: a person’s token is for the issuer and all that the client may address, or for what is asked', async ({ service }) => {
    const audienceOf = async (...resources: string[]) => claimsOf((await personal(service, resources)).body.access_token).aud
    expect(await audienceOf()).toEqual([ISSUER, ORDERS, STOCK])
    expect(await audienceOf(ORDERS)).toEqual(ORDERS)
    expect(await audienceOf(ISSUER)).toEqual(ISSUER)
    expect(await personal(service, ['https://evil.example.com'])).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
    expect(claimsOf((await service.logIn('alice')).access_token).aud).toEqual([ISSUER, STOCK])
  })

  test('X 1: a refresh may name the resource anew; one that is refused does not spend the token', async ({ service }) => {
    const { refresh_token } = (await personal(service, [ORDERS])).body
    const refresh = (resource: string) => service.form('/token', { grant_type: 'refresh_token', refresh_token, resource }, as('bff'))
    expect(await refresh('https://evil.example.com')).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
    service.system.advanceSeconds(11)
    const answer = await refresh(STOCK)
    expect(answer.status).toBe(200)
    expect(claimsOf(answer.body.access_token).aud).toBe(STOCK)
  })

  describe('a token for another service opens nothing here', () => {
    test.for(operations.filter(takesToken))('X 1: $id refuses it', async (operation, { service }) => {
      for (const { body } of [await withResources(service, 'to-two', ORDERS), await personal(service, [ORDERS])]) {
        const headers = { authorization: `Bearer ${body.access_token}` }
        const answer = await service.send(operation.method, pathOf(operation), { headers })
        expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid or expired token' } })
      }
    })

    test('X 1: nor is it refreshed, even by the client default', async ({ service }) => {
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

    test('X 1: a token for the issuer alone opens what needs one', async ({ service }) => {
      const shared = await service.logIn('alice')
      expect((await service.get('/me/sessions', shared.access_token)).status).toBe(403)
      const { body } = await service.form('/token', { username: 'alice', password: PASSWORD, resource: ISSUER })
      expect((await service.get('/me/sessions', body.access_token)).status).toBe(200)
      const headers = { authorization: `Bearer ${body.access_token}` }
      expect((await service.send('POST', '/token/refresh', { headers })).status).toBe(200)
    })
  })
})
