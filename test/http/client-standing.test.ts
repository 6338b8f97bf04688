// REQUIREMENTS R 2, R 10, J 8: a refresh token is its client's alone, and with its client everything of it dies.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { basic, PASSWORD, type RunningService, startService, type TestTokens } from '../support/service.ts'

const LOGIN = { grant_type: 'password', username: 'alice', password: PASSWORD }
const PEOPLE = { grants: ['password', 'refresh_token', 'client_credentials'] as const, scope: 'of_user' as const }

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let fresh: FreshDatabase
  const secrets = new Map<string, string>()
  beforeAll(async () => {
    fresh = await database.fresh()
    s = await startService(fresh.config)
    await s.addUser('alice')
    for (const id of ['bff', 'other']) secrets.set(id, await s.addClient(id, PEOPLE))
    await s.addClient('spa', { ...PEOPLE, confidential: false, authMethods: ['none'] })
  })
  afterAll(() => s.stop())

  const as = (id: string) => (secrets.has(id) ? basic(id, secrets.get(id)!) : {})
  const naming = (id: string): Record<string, string> => (secrets.has(id) ? {} : { client_id: id })
  const logIn = async (id: string): Promise<TestTokens> => (await s.form('/token', { ...LOGIN, ...naming(id) }, as(id))).body
  const refresh = (id: string, token: string, path = '/token') => {
    const form = { refresh_token: token, ...naming(id), ...(path === '/token' ? { grant_type: 'refresh_token' } : {}) }
    return s.form(path, form, as(id))
  }
  const ofService = async (id: string): Promise<string> =>
    (await s.form('/token', { grant_type: 'client_credentials' }, as(id))).body.access_token
  const statusOf = async (token: string) => (await s.get('/protected', token)).status
  const act = () => ({ atMs: s.system.nowMs() })

  test.each([
    ['bff', 'other'],
    ['bff', 'spa'],
    ['spa', 'bff'],
    ['spa', 'default'],
  ])('R 2: the refresh token of %s is refused to %s, and not spent, nor taken for a replay', async (id, stranger) => {
    const { refresh_token } = await logIn(id)
    for (const path of ['/token', '/token/refresh']) {
      const answer = await refresh(stranger, refresh_token, path)
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
      // Whose it is, and whether it is any, is not told.
      expect(answer.body).toEqual((await refresh(stranger, 'mrt_nonsense', path)).body)
    }
    const { body } = await refresh(id, refresh_token)
    s.system.advanceSeconds(11)
    // One that its own client has used before ends nothing in another's hands.
    expect((await refresh(stranger, refresh_token)).status).toBe(400)
    expect((await refresh(id, body.refresh_token)).status).toBe(200)
  })

  test('R 2: a confidential client’s refresh token is good only with its authentication', async () => {
    const { refresh_token } = await logIn('bff')
    const form = { grant_type: 'refresh_token', refresh_token }
    for (const headers of [{}, basic('bff', 'wrong'), basic('bff', '')]) {
      expect((await s.form('/token', { ...form, client_id: 'bff' }, headers as Record<string, string>)).status).toBe(401)
    }
    expect(await s.form('/token', form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const asBearer = await s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${refresh_token}` } })
    expect(asBearer).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    expect((await refresh('bff', refresh_token)).status).toBe(200)
  })

  test('R 2: a public client’s may be sent as Bearer', async () => {
    const { refresh_token } = await logIn('spa')
    expect((await s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${refresh_token}` } })).status).toBe(200)
  })

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['disabled', (id) => s.service.clientAdministration.change(id, { disabled: true }, act())],
    ['deleted', (id) => s.service.clients.delete(id, act())],
  ])('R 10, J 8: the sessions and tokens of a client that is %s are dead at the next request, here and at a replica', async (how, end) => {
    const id = `to-be-${how}`
    secrets.set(id, await s.addClient(id, PEOPLE))
    const publicId = `public-${id}`
    await s.addClient(publicId, { ...PEOPLE, confidential: false, authMethods: ['none'] })
    const replica = await startService(fresh.config, { system: s.system })
    const [person, browser, service] = [await logIn(id), await logIn(publicId), await ofService(id)]
    const all = [person.access_token, browser.access_token, service]
    const beside = await logIn('bff')
    for (const running of [s, replica]) for (const token of all) expect((await running.get('/protected', token)).status).toBe(200)
    await end(id)
    await end(publicId)
    for (const running of [replica, s]) for (const token of all) expect((await running.get('/protected', token)).status).toBe(401)
    expect((await refresh(id, person.refresh_token)).status).toBe(401)
    expect((await refresh(publicId, browser.refresh_token)).status).toBe(401)
    const asBearer = { headers: { authorization: `Bearer ${browser.refresh_token}` } }
    expect((await s.send('POST', '/token/refresh', asBearer)).status).toBe(401)
    expect(await statusOf(beside.access_token)).toBe(200)
    await replica.stop()
  })

  test('R 10, J 8: what a client had before it was disabled stays dead when it is enabled again', async () => {
    secrets.set('back', await s.addClient('back', PEOPLE))
    const [person, service] = [await logIn('back'), await ofService('back')]
    await s.service.clientAdministration.change('back', { disabled: true }, act())
    await s.service.clientAdministration.change('back', { disabled: false }, act())
    for (const token of [person.access_token, service]) expect(await statusOf(token)).toBe(401)
    const refused = { status: 400, body: { error: 'invalid_grant', reason: 'session_revoked' } }
    expect(await refresh('back', person.refresh_token)).toMatchObject(refused)
    const anew = [await logIn('back'), { access_token: await ofService('back') }]
    for (const { access_token } of anew) expect(await statusOf(access_token)).toBe(200)
  })

  test('R 10: whoever is registered under the id of a client that was deleted inherits nothing of it', async () => {
    secrets.set('again', await s.addClient('again', PEOPLE))
    const [person, service] = [await logIn('again'), await ofService('again')]
    await s.service.clients.delete('again', act())
    secrets.set('again', await s.addClient('again', PEOPLE))
    for (const token of [person.access_token, service]) expect(await statusOf(token)).toBe(401)
    expect((await refresh('again', person.refresh_token)).status).toBe(400)
    expect(await s.form('/token/introspect', { token: person.refresh_token }, as('again'))).toMatchObject({ body: { active: false } })
    const anew = [await logIn('again'), { access_token: await ofService('again') }]
    for (const { access_token } of anew) expect(await statusOf(access_token)).toBe(200)
  })

  test('R 2, T 7: what a client may have less now, its sessions have less at their next refresh', async () => {
    secrets.set('narrowed', await s.addClient('narrowed', PEOPLE))
    const { refresh_token, scope } = await logIn('narrowed')
    expect(scope).toBe('data:read')
    await s.service.clientAdministration.change('narrowed', { scope: ['data:write'] }, act())
    expect(await refresh('narrowed', refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    await s.service.clientAdministration.change('narrowed', { grants: ['password'] }, act())
    for (const path of ['/token', '/token/refresh']) {
      expect(await refresh('narrowed', refresh_token, path)).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } })
    }
    await s.service.clientAdministration.change('spa', { grants: ['password'] }, act())
    const browser = await logIn('spa')
    expect(browser.refresh_token).toBeUndefined()
  })
})
