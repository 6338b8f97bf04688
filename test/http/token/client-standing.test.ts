// REQUIREMENTS R 2, R 10, J 8: a refresh token works for its client only. When a client ends, all its tokens
// end.
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { basic, PASSWORD, type RunningService, startService, type TestTokens } from '../../support/service.ts'

const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }
const PEOPLE = { grants: ['password', 'refresh_token', 'client_credentials'] as const, scope: 'of_user' as const }

describe.each(onEachDatabase())('on $name', ({ test }) => {
  const secrets = new Map<string, string>()
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
    for (const id of ['bff', 'other']) secrets.set(id, await service.addClient(id, PEOPLE))
    await service.addClient('spa', { ...PEOPLE, confidential: false, authMethods: ['none'] })
  })

  const as = (id: string) => (secrets.has(id) ? basic(id, secrets.get(id)!) : {})
  const naming = (id: string): Record<string, string> => (secrets.has(id) ? {} : { client_id: id })
  const logIn = async (service: RunningService, id: string): Promise<TestTokens> =>
    (await service.form('/token', { ...LOGIN, ...naming(id) }, as(id))).body
  const refresh = (service: RunningService, id: string, token: string, path = '/token') => {
    const form = { refresh_token: token, ...naming(id), ...(path === '/token' ? { grant_type: 'refresh_token' } : {}) }
    return service.form(path, form, as(id))
  }
  const ofService = async (service: RunningService, id: string): Promise<string> =>
    (await service.form('/token', { grant_type: 'client_credentials' }, as(id))).body.access_token
  const statusOf = async (service: RunningService, token: string) => (await service.get('/protected', token)).status
  const act = (service: RunningService) => ({ atMs: service.system.nowMs() })

  test.for<[string, string]>([
    ['bff', 'other'],
    ['bff', 'spa'],
    ['spa', 'bff'],
    ['spa', 'default'],
  ])('the refresh token of %s is refused to %s but not spent (R 2)', async ([id, stranger], { service }) => {
    const { refresh_token } = await logIn(service, id)
    for (const path of ['/token', '/token/refresh']) {
      const answer = await refresh(service, stranger, refresh_token, path)
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
      // The answer does not show whether the token exists.
      expect(answer.body).toEqual((await refresh(service, stranger, 'mrt_nonsense', path)).body)
    }
    const { body } = await refresh(service, id, refresh_token)
    service.system.advanceSeconds(11)
    // A token that its client used before ends nothing if another client presents it.
    expect((await refresh(service, stranger, refresh_token)).status).toBe(400)
    expect((await refresh(service, id, body.refresh_token)).status).toBe(200)
  })

  test('a confidential client must authenticate to refresh (R 2)', async ({ service }) => {
    const { refresh_token } = await logIn(service, 'bff')
    const form = { grant_type: 'refresh_token', refresh_token }
    for (const headers of [{}, basic('bff', 'wrong'), basic('bff', '')]) {
      expect((await service.form('/token', { ...form, client_id: 'bff' }, headers as Record<string, string>)).status).toBe(401)
    }
    expect(await service.form('/token', form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const asBearer = await service.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${refresh_token}` } })
    expect(asBearer).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    expect((await refresh(service, 'bff', refresh_token)).status).toBe(200)
  })

  test('a public client may refresh by Bearer (R 2)', async ({ service }) => {
    const { refresh_token } = await logIn(service, 'spa')
    expect((await service.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${refresh_token}` } })).status).toBe(200)
  })

  test.for<[string, (service: RunningService, id: string) => Promise<unknown>]>([
    ['disabled', (service, id) => service.service.clientAdministration.change(id, { disabled: true }, act(service))],
    ['deleted', (service, id) => service.service.clients.delete(id, act(service))],
  ])('all sessions and tokens of a %s client die at once, everywhere (R 10, J 8)', async ([how, end], { database, service }) => {
    const id = `to-be-${how}`
    secrets.set(id, await service.addClient(id, PEOPLE))
    const publicId = `public-${id}`
    await service.addClient(publicId, { ...PEOPLE, confidential: false, authMethods: ['none'] })
    const replica = await startService(database.config, { system: service.system })
    const [person, browser, own] = [await logIn(service, id), await logIn(service, publicId), await ofService(service, id)]
    const all = [person.access_token, browser.access_token, own]
    const beside = await logIn(service, 'bff')
    for (const running of [service, replica]) for (const token of all) expect((await running.get('/protected', token)).status).toBe(200)
    await end(service, id)
    await end(service, publicId)
    for (const running of [replica, service]) for (const token of all) expect((await running.get('/protected', token)).status).toBe(401)
    expect((await refresh(service, id, person.refresh_token)).status).toBe(401)
    expect((await refresh(service, publicId, browser.refresh_token)).status).toBe(401)
    const asBearer = { headers: { authorization: `Bearer ${browser.refresh_token}` } }
    expect((await service.send('POST', '/token/refresh', asBearer)).status).toBe(401)
    expect(await statusOf(service, beside.access_token)).toBe(200)
    await replica.stop()
  })

  test('tokens of a disabled client stay dead after enabling (R 10, J 8)', async ({ service }) => {
    secrets.set('back', await service.addClient('back', PEOPLE))
    const [person, own] = [await logIn(service, 'back'), await ofService(service, 'back')]
    await service.service.clientAdministration.change('back', { disabled: true }, act(service))
    await service.service.clientAdministration.change('back', { disabled: false }, act(service))
    for (const token of [person.access_token, own]) expect(await statusOf(service, token)).toBe(401)
    const refused = { status: 400, body: { error: 'invalid_grant', reason: 'session_revoked' } }
    expect(await refresh(service, 'back', person.refresh_token)).toMatchObject(refused)
    const anew = [await logIn(service, 'back'), { access_token: await ofService(service, 'back') }]
    for (const { access_token } of anew) expect(await statusOf(service, access_token)).toBe(200)
  })

  test('a new client with the id of a deleted one inherits nothing (R 10)', async ({ service }) => {
    secrets.set('again', await service.addClient('again', PEOPLE))
    const [person, own] = [await logIn(service, 'again'), await ofService(service, 'again')]
    await service.service.clients.delete('again', act(service))
    secrets.set('again', await service.addClient('again', PEOPLE))
    for (const token of [person.access_token, own]) expect(await statusOf(service, token)).toBe(401)
    expect((await refresh(service, 'again', person.refresh_token)).status).toBe(400)
    expect(await service.form('/token/introspect', { token: person.refresh_token }, as('again'))).toMatchObject({ body: { active: false } })
    const anew = [await logIn(service, 'again'), { access_token: await ofService(service, 'again') }]
    for (const { access_token } of anew) expect(await statusOf(service, access_token)).toBe(200)
  })

  test('what a client loses, its sessions lose at their next refresh (R 2, T 7)', async ({ service }) => {
    secrets.set('narrowed', await service.addClient('narrowed', PEOPLE))
    const { refresh_token, scope } = await logIn(service, 'narrowed')
    expect(scope).toBe('data:read')
    await service.service.clientAdministration.change('narrowed', { scope: ['data:write'] }, act(service))
    expect(await refresh(service, 'narrowed', refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    await service.service.clientAdministration.change('narrowed', { grants: ['password'] }, act(service))
    for (const path of ['/token', '/token/refresh']) {
      expect(await refresh(service, 'narrowed', refresh_token, path)).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } })
    }
    await service.service.clientAdministration.change('spa', { grants: ['password'] }, act(service))
    const browser = await logIn(service, 'spa')
    expect(browser.refresh_token).toBeUndefined()
  })
})
