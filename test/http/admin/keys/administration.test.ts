// /admin/keys and /admin/sessions (docs/design/architecture.md#the-admin-api).
import { afterEach, describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../../../src/config.ts'
import { type Administrator, administrator, tokenOf } from '../../../support/admin.ts'
import { databases } from '../../../support/databases.ts'
import { basic, ISSUER, type RunningService, startService } from '../../../support/service.ts'

const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid as string
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

interface Key {
  kid: string
  state: string
}

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let admin: Administrator
  let config: DatabaseConfig
  const start = async () => {
    config = (await database.fresh()).config
    s = await startService(config)
    admin = await administrator(s)
    await s.addUser('alice')
  }
  afterEach(() => s.stop())

  const statesOf = (keys: Key[]) => Object.fromEntries(keys.map(({ kid, state }) => [kid, state]))
  const told = async (type: string) => {
    const { events } = (await admin.get('/admin/events?limit=100')).body
    return events.filter((event: { type: string; actor?: string }) => event.type === type && event.actor !== undefined)
  }
  /** Logs the administrator in again: after a day the token has expired. */
  const renew = async () => {
    const token = await tokenOf(s, 'root', { scope: 'admin', resource: ISSUER })
    admin = {
      ...admin,
      token,
      get: (path) => s.get(path, token),
      send: (method, path) => s.send(method, path, { headers: { authorization: `Bearer ${token}` } }),
    }
  }

  test('a rotation waits until the next key was published a day (M 4)', async () => {
    await start()
    const { keys } = (await admin.get('/admin/keys')).body
    expect(keys.map(({ state }: Key) => state).sort()).toEqual(['current', 'next'])
    expect(JSON.stringify(keys)).not.toMatch(/sealed|"d"|jwk/i)
    const refused = await admin.send('POST', '/admin/keys/rotate')
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('It can sign from 2026-01-02T00:00:00.000Z.')])
    s.system.advanceSeconds(86_400)
    await renew()
    const before = await s.logIn('alice')
    const rotated = await admin.send('POST', '/admin/keys/rotate')
    expect(rotated.status).toBe(200)
    const states = statesOf(rotated.body.keys)
    expect(states[kidOf(before.access_token)]).toBe('retiring')
    const after = await s.logIn('alice')
    expect(states[kidOf(after.access_token)]).toBe('current')
    for (const token of [before.access_token, after.access_token, admin.token]) expect((await s.get('/protected', token)).status).toBe(200)
    expect(await told('keys_changed')).toMatchObject([{ actor: admin.id, address: '127.0.0.1' }])
  })

  test("revoking a key kills its tokens, even the caller's; sessions go on (M 4, J 8)", async () => {
    await start()
    const { access_token, refresh_token } = await s.logIn('alice')
    const { keys } = (await admin.get('/admin/keys')).body
    const waiting = keys.find(({ state }: Key) => state === 'next').kid
    expect((await admin.send('DELETE', '/admin/keys/nope')).status).toBe(404)
    expect((await admin.send('DELETE', `/admin/keys/${kidOf(access_token)}`)).status).toBe(204)
    expect((await admin.get('/admin/keys')).status).toBe(401)
    expect((await s.get('/protected', access_token)).status).toBe(401)
    const refreshed = (await s.refresh(refresh_token)).body.access_token
    expect([kidOf(refreshed), (await s.get('/protected', refreshed)).status]).toEqual([waiting, 200])
    await renew()
    expect(Object.values(statesOf((await admin.get('/admin/keys')).body.keys)).sort()).toEqual(['current', 'next'])
    expect(await told('keys_changed')).toHaveLength(1)
  })

  describe('a service’s token', () => {
    const serviceToken = async () => {
      const secret = await s.addClient('operator', { scope: ['admin'] })
      const issue = async () =>
        (await s.form('/token', { grant_type: 'client_credentials', scope: 'admin' }, basic('operator', secret))).body
          .access_token as string
      return { token: await issue(), other: await issue(), secret }
    }
    const statusOf = async (token: string) => (await s.get('/admin/keys', token)).status

    test('opens nothing after it removed its own signing key (M 4)', async () => {
      await start()
      const { token, other } = await serviceToken()
      expect([await statusOf(token), await statusOf(other)]).toEqual([200, 200])
      const removed = await s.send('DELETE', `/admin/keys/${kidOf(token)}`, { headers: { authorization: `Bearer ${token}` } })
      expect(removed.status).toBe(204)
      expect([await statusOf(token), await statusOf(other)]).toEqual([401, 401])
    })

    test('opens nothing after another process removed its key (M 4)', async () => {
      await start()
      const { token, other, secret } = await serviceToken()
      expect([await statusOf(token), await statusOf(other)]).toEqual([200, 200])
      const replica = await startService(config, { system: s.system })
      await replica.service.keyAdministration.revoke(kidOf(token), { atMs: s.system.nowMs() })
      expect([await statusOf(token), await statusOf(other)]).toEqual([401, 401])
      const introspect = await s.form('/token/introspect', { token }, basic('operator', secret))
      expect(introspect.body).toEqual({ active: false })
      await replica.stop()
    })
  })

  test('/admin/keys/rotate is a path of its own, not a kid (OpenAPI §4.8.8.2)', async () => {
    await start()
    const { status, headers } = await admin.send('DELETE', '/admin/keys/rotate')
    expect([status, headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('a revoked session is dead at once and no longer listed (R 10, G 3)', async () => {
    await start()
    const logins = [await s.logIn('alice'), await s.logIn('alice')]
    const { sid, sub } = claimsOf(logins[0]!.access_token)
    const listed = async () => (await admin.get(`/admin/sessions?user_id=${sub}`)).body.sessions
    expect(await listed()).toHaveLength(2)
    expect((await listed()).find(({ id }: { id: string }) => id === sid)).toEqual({
      id: sid,
      user_id: sub,
      client_id: 'default',
      scope: 'data:read',
      created_at: '2026-01-01T00:00:00.000Z',
      last_used_at: '2026-01-01T00:00:00.000Z',
      expires_at: '2026-01-15T00:00:00.000Z',
      address: '127.0.0.1',
      device: 'node',
    })
    expect((await admin.send('DELETE', `/admin/sessions/${sid}`)).status).toBe(204)
    expect((await s.get('/protected', logins[0]!.access_token)).status).toBe(401)
    expect((await s.refresh(logins[0]!.refresh_token)).body.reason).toBe('session_revoked')
    expect((await s.get('/protected', logins[1]!.access_token)).status).toBe(200)
    expect((await listed()).map(({ id }: { id: string }) => id)).toEqual([claimsOf(logins[1]!.access_token).sid])
    for (const again of [sid, 'nope']) expect((await admin.send('DELETE', `/admin/sessions/${again}`)).status).toBe(404)
    expect(await told('session_revoked')).toMatchObject([{ session_id: sid, user_id: sub, client_id: 'default', actor: admin.id }])
  })

  test('only live sessions are listed', async () => {
    await start()
    const listed = async () => (await admin.get('/admin/sessions')).body.sessions.map(({ user_id }: { user_id: string }) => user_id)
    const id = await s.addUser('bob')
    await s.logIn('bob')
    expect(await listed()).toContain(id)
    await s.service.userAdministration.change(id, { disabled: true }, { atMs: s.system.nowMs() })
    expect(await listed()).not.toContain(id)
    s.system.advanceSeconds(14 * 86_400)
    await renew()
    expect(await listed()).toEqual([admin.id])
  })
})
