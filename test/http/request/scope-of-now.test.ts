// REQUIREMENTS B 2, G: a scope is checked against what the account or client may have now
// (docs/design/sessions.md#scope-at-a-refresh).
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { type Answer, basic, ISSUER, PASSWORD, type RunningService } from '../../support/service.ts'

const PEOPLE = { grants: ['password', 'refresh_token'] as const, scope: ['admin', 'data:read'] }

describe.each(onEachDatabase())('on $name', ({ test }) => {
  const secrets = new Map<string, string>()
  test.beforeAll(async ({ service }) => {
    secrets.set('console', await service.addClient('console', PEOPLE))
    secrets.set('robot', await service.addClient('robot', { scope: ['admin', 'data:read'] }))
  })

  const as = (id: string) => (id === 'default' ? {} : basic(id, secrets.get(id)!))
  const ofPerson = async (service: RunningService, username: string, scope: string, client = 'default') => {
    const id = await service.addUser(username, { scope: 'data:read admin' })
    const form = { grant_type: 'password', username, password: PASSWORD, scope, resource: ISSUER }
    const token: string = (await service.form('/token', form, as(client))).body.access_token
    return { token, path: `/admin/users/${id}` }
  }
  const ofService = async (service: RunningService, scope: string) => {
    const { body } = await service.form('/token', { grant_type: 'client_credentials', scope }, as('robot'))
    return { token: body.access_token as string, path: '/admin/clients/robot' }
  }
  const expectRefused = ({ status, body, headers }: Answer, scope: string) => {
    expect({ status, body }).toEqual({ status: 403, body: { detail: 'Not enough permissions' } })
    expect(headers.get('www-authenticate')).toBe(`Bearer realm="mintmark", error="insufficient_scope", scope="${scope}"`)
  }

  test.for<[string, string, string, (service: RunningService) => Promise<{ token: string; path: string }>]>([
    ['an account', 'admin', '/admin/users', (service) => ofPerson(service, 'alice', 'admin')],
    ['an account', 'data:read', '/secure-data', (service) => ofPerson(service, 'bob', 'data:read')],
    [
      "a session's client",
      'admin',
      '/admin/users',
      async (service) => ({ ...(await ofPerson(service, 'carol', 'admin', 'console')), path: '/admin/clients/console' }),
    ],
    ['a service', 'admin', '/admin/users', (service) => ofService(service, 'admin')],
    ['a service', 'data:read', '/secure-data', (service) => ofService(service, 'data:read')],
  ])('a scope taken from %s fails at once, everywhere: %s (B 2)', async ([_, scope, needing, make], { service, replica, admin }) => {
    const { token, path } = await make(service)
    const rest = ['admin', 'data:read'].filter((one) => one !== scope).join(' ')
    for (const one of [service, replica]) expect((await one.get(needing, token)).status).toBe(200)
    expect((await admin.send('PATCH', path, { scope: rest })).status).toBe(200)
    for (const one of [replica, service]) {
      expectRefused(await one.get(needing, token), scope)
      // The token still works if no scope is needed.
      expect((await one.get('/protected', token)).status).toBe(200)
    }
    expect((await admin.send('PATCH', path, { scope: 'data:read admin' })).status).toBe(200)
    for (const one of [replica, service]) expect((await one.get(needing, token)).status).toBe(200)
  })

  test('former administrators cannot restore their rights with an old token', async ({ service, admin }) => {
    const { token, path } = await ofPerson(service, 'dave', 'admin')
    expect((await service.json('PATCH', path, { scope: 'data:read' }, token)).status).toBe(200)
    expectRefused(await service.json('PATCH', path, { scope: 'data:read admin' }, token), 'admin')
    expectRefused(await service.send('DELETE', path, { headers: { authorization: `Bearer ${token}` } }), 'admin')
    expect((await admin.get(path)).body.scope).toBe('data:read')
  })
})
