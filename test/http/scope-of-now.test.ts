// B 2, REQUIREMENTS G: an operation that needs a scope asks whether who holds the token may have it now, not only when it was issued.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Administrator, administrator } from '../support/admin.ts'
import { databases } from '../support/databases.ts'
import { type Answer, basic, ISSUER, PASSWORD, type RunningService, startService } from '../support/service.ts'

const PEOPLE = { grants: ['password', 'refresh_token'] as const, scope: ['admin', 'data:read'] }

describe.each(databases)('on $name', ({ fresh }) => {
  let s: RunningService
  let replica: RunningService
  let admin: Administrator
  const secrets = new Map<string, string>()
  beforeAll(async () => {
    const { config } = await fresh()
    s = await startService(config)
    replica = await startService(config, { system: s.system })
    admin = await administrator(s)
    secrets.set('console', await s.addClient('console', PEOPLE))
    secrets.set('robot', await s.addClient('robot', { scope: ['admin', 'data:read'] }))
  })
  afterAll(async () => {
    await replica.stop()
    await s.stop()
  })

  const as = (id: string) => (id === 'default' ? {} : basic(id, secrets.get(id)!))
  const ofPerson = async (username: string, scope: string, client = 'default') => {
    const id = await s.addUser(username, { scope: 'data:read admin' })
    const form = { grant_type: 'password', username, password: PASSWORD, scope, resource: ISSUER }
    const token: string = (await s.form('/token', form, as(client))).body.access_token
    return { token, path: `/admin/users/${id}` }
  }
  const ofService = async (scope: string) => {
    const { body } = await s.form('/token', { grant_type: 'client_credentials', scope }, as('robot'))
    return { token: body.access_token as string, path: '/admin/clients/robot' }
  }
  const expectRefused = ({ status, body, headers }: Answer, scope: string) => {
    expect({ status, body }).toEqual({ status: 403, body: { detail: 'Not enough permissions' } })
    expect(headers.get('www-authenticate')).toBe(`Bearer realm="mintmark", error="insufficient_scope", scope="${scope}"`)
  }

  test.each<[string, string, string, () => Promise<{ token: string; path: string }>]>([
    ['an account', 'admin', '/admin/users', () => ofPerson('alice', 'admin')],
    ['an account', 'data:read', '/secure-data', () => ofPerson('bob', 'data:read')],
    [
      'the client of a session',
      'admin',
      '/admin/users',
      async () => ({ ...(await ofPerson('carol', 'admin', 'console')), path: '/admin/clients/console' }),
    ],
    ['a client that speaks for itself', 'admin', '/admin/users', () => ofService('admin')],
    ['a client that speaks for itself', 'data:read', '/secure-data', () => ofService('data:read')],
  ])(
    'B 2: what was taken away from %s is gone from its tokens at the next request, at a replica too: %s',
    async (_, scope, needing, make) => {
      const { token, path } = await make()
      const rest = ['admin', 'data:read'].filter((one) => one !== scope).join(' ')
      for (const one of [s, replica]) expect((await one.get(needing, token)).status).toBe(200)
      expect((await admin.send('PATCH', path, { scope: rest })).status).toBe(200)
      for (const one of [replica, s]) {
        expectRefused(await one.get(needing, token), scope)
        // The token itself is as good as before, where no scope is needed.
        expect((await one.get('/protected', token)).status).toBe(200)
      }
      expect((await admin.send('PATCH', path, { scope: 'data:read admin' })).status).toBe(200)
      for (const one of [replica, s]) expect((await one.get(needing, token)).status).toBe(200)
    },
  )

  test('whoever administers no more gives it back to nobody, with the token of before', async () => {
    const { token, path } = await ofPerson('dave', 'admin')
    expect((await s.json('PATCH', path, { scope: 'data:read' }, token)).status).toBe(200)
    expectRefused(await s.json('PATCH', path, { scope: 'data:read admin' }, token), 'admin')
    expectRefused(await s.send('DELETE', path, { headers: { authorization: `Bearer ${token}` } }), 'admin')
    expect((await admin.get(path)).body.scope).toBe('data:read')
  })
})
