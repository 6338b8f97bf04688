// B 2, REQUIREMENTS G: an operation that needs a scope asks whether who holds the token may have it now, not only when it was issued.
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
      'the client of a session',
      'admin',
      '/admin/users',
      async (service) => ({ ...(await ofPerson(service, 'carol', 'admin', 'console')), path: '/admin/clients/console' }),
    ],
    ['a client that speaks for itself', 'admin', '/admin/users', (service) => ofService(service, 'admin')],
    ['a client that speaks for itself', 'data:read', '/secure-data', (service) => ofService(service, 'data:read')],
  ])(
    'B 2: what was taken away from %s is gone from its tokens at the next request, at a replica too: %s',
    async ([_, scope, needing, make], { service, replica, admin }) => {
      const { token, path } = await make(service)
      const rest = ['admin', 'data:read'].filter((one) => one !== scope).join(' ')
      for (const one of [service, replica]) expect((await one.get(needing, token)).status).toBe(200)
      expect((await admin.send('PATCH', path, { scope: rest })).status).toBe(200)
      for (const one of [replica, service]) {
        expectRefused(await one.get(needing, token), scope)
        // The token itself is as good as before, where no scope is needed.
        expect((await one.get('/protected', token)).status).toBe(200)
      }
      expect((await admin.send('PATCH', path, { scope: 'data:read admin' })).status).toBe(200)
      for (const one of [replica, service]) expect((await one.get(needing, token)).status).toBe(200)
    },
  )

  test('whoever administers no more gives it back to nobody, with the token of before', async ({ service, admin }) => {
    const { token, path } = await ofPerson(service, 'dave', 'admin')
    expect((await service.json('PATCH', path, { scope: 'data:read' }, token)).status).toBe(200)
    expectRefused(await service.json('PATCH', path, { scope: 'data:read admin' }, token), 'admin')
    expectRefused(await service.send('DELETE', path, { headers: { authorization: `Bearer ${token}` } }), 'admin')
    expect((await admin.get(path)).body.scope).toBe('data:read')
  })
})
