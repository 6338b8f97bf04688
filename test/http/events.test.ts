// REQUIREMENTS G 3, DESIGN §4: what happened is written down, in the transaction of what it tells.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import { createEventStore } from '../../src/data/events.ts'
import type { AuditEvent } from '../../src/events/event.ts'
import type { EventStore } from '../../src/events/event-store.ts'
import { administrator } from '../support/admin.ts'
import { databases } from '../support/databases.ts'
import { basic, PASSWORD, type RunningService, startService } from '../support/service.ts'

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let events: EventStore
  let config: DatabaseConfig
  beforeAll(async () => {
    const fresh = await database.fresh()
    config = fresh.config
    s = await startService(config)
    events = createEventStore(await fresh.open())
  })
  afterAll(() => s.stop())

  const of = async (userId: string): Promise<AuditEvent[]> =>
    (await events.list({ limit: 1000 })).filter((event) => event.userId === userId).reverse()
  const typesOf = async (userId: string) => (await of(userId)).map(({ type }) => type)
  const authorized = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  test('G 3: a life: created, logged in, reused, logged out, revoked, password changed, disabled, enabled, deleted', async () => {
    const id = await s.addUser('alice')
    const act = () => ({ atMs: s.system.nowMs(), actor: 'command' })
    const reused = await s.logIn('alice')
    await s.refresh(reused.refresh_token)
    s.system.advanceSeconds(11)
    await s.refresh(reused.refresh_token)
    const out = await s.logIn('alice')
    await s.send('POST', '/logout', authorized(out.access_token))
    const [stays, revoked] = [await s.logIn('alice'), await s.logIn('alice')]
    const { sessions } = (await s.get('/me/sessions', revoked.access_token)).body
    const { id: session } = sessions.find(({ current }: { current: boolean }) => current)
    await s.send('DELETE', `/me/sessions/${session}`, authorized(stays.access_token))
    await s.json('PUT', '/me/password', { current_password: PASSWORD, new_password: 'another of four words' }, stays.access_token)
    await s.service.userAdministration.change(id, { disabled: true }, act())
    await s.service.userAdministration.change(id, { disabled: false }, act())
    await s.service.users.delete(id, act())
    expect(await typesOf(id)).toEqual([
      'user_created',
      'login',
      'refresh_reused',
      'login',
      'logout',
      'login',
      'login',
      'session_revoked',
      'password_changed',
      'user_disabled',
      'user_enabled',
      'user_deleted',
    ])
    const [, login] = await of(id)
    expect(login).toMatchObject({ clientId: 'default', sessionId: expect.any(String), address: '127.0.0.1', count: 1 })
    expect((await of(id)).at(-1)).toMatchObject({ actor: 'command' })
  })

  test('G 3: what did not happen is not told: a second log-out, a change from a wrong password', async () => {
    const id = await s.addUser('bob')
    const tokens = await s.logIn('bob')
    await Promise.all([1, 2, 3].map(() => s.send('POST', '/logout', authorized(tokens.access_token))))
    const again = await s.logIn('bob')
    await s.json('PUT', '/me/password', { current_password: 'wrong', new_password: 'another of four words' }, again.access_token)
    expect(await typesOf(id)).toEqual(['user_created', 'login', 'logout', 'login'])
  })

  test('R 10, G 3: a session that is dead already is not found, whoever ends it, and nothing is told of it', async () => {
    const id = await s.addUser('frank')
    const admin = await administrator(s)
    const gone = await s.logIn('frank')
    const { id: session } = (await s.get('/me/sessions', gone.access_token)).body.sessions[0]
    expect((await admin.send('DELETE', `/admin/users/${id}/sessions`)).status).toBe(204)
    const { access_token } = await s.logIn('frank')
    expect((await s.send('DELETE', `/me/sessions/${session}`, authorized(access_token))).status).toBe(404)
    expect((await admin.send('DELETE', `/admin/sessions/${session}`)).status).toBe(404)
    expect(await typesOf(id)).toEqual(['user_created', 'login', 'sessions_revoked', 'login'])
  })

  test('G 3: whichever way a session is ended, by whom, of which client and from where is told alike', async () => {
    const id = await s.addUser('grace')
    const admin = await administrator(s, 'operator')
    const ends: [(session: string, token: string) => Promise<unknown>, object][] = [
      [(_, token) => s.send('POST', '/logout', authorized(token)), { type: 'logout' }],
      [(_, token) => s.form('/token/revoke', { token }), { type: 'session_revoked' }],
      [(session, token) => s.send('DELETE', `/me/sessions/${session}`, authorized(token)), { type: 'session_revoked' }],
      [(session) => admin.send('DELETE', `/admin/sessions/${session}`), { type: 'session_revoked', actor: admin.id }],
    ]
    for (const [end, told] of ends) {
      const { access_token } = await s.logIn('grace')
      const { id: sessionId } = (await s.get('/me/sessions', access_token)).body.sessions[0]
      await end(sessionId, access_token)
      const event = (await of(id)).at(-1)
      expect(event).toMatchObject({ userId: id, clientId: 'default', sessionId, address: '127.0.0.1', ...told })
      if (!('actor' in told)) expect(event?.actor ?? undefined).toBeUndefined()
    }
  })

  test('G 3: refused logins: one entry a minute for each account and address, with a count, and no name that no user has', async () => {
    const id = await s.addUser('carol')
    for (let guess = 0; guess < 3; guess += 1) await s.form('/token', { username: 'carol', password: 'wrong' })
    for (let guess = 0; guess < 2; guess += 1) await s.form('/token', { username: 'a-typed-unknown-name', password: 'wrong' })
    expect(await typesOf(id)).toEqual(['user_created'])
    await s.service.housekeeping.run()
    expect((await of(id)).at(-1)).toMatchObject({ type: 'login_refused', count: 3, address: '127.0.0.1' })
    const all = await events.list({ limit: 1000 })
    expect(all.find(({ type, userId }) => type === 'login_refused' && userId === undefined)).toMatchObject({ count: 2 })
    expect(JSON.stringify(all)).not.toContain('a-typed-unknown-name')
  })

  test('G 3: each replica writes its own entry, with the time of its first refusal', async () => {
    const id = await s.addUser('served-by-two')
    const other = await startService(config, { system: s.system })
    const firstAtMs = s.system.nowMs()
    for (const replica of [s, other, s]) {
      await replica.form('/token', { username: 'served-by-two', password: 'wrong' })
      s.system.advanceSeconds(5)
    }
    // The one at its next round, the other as it stops.
    await s.service.housekeeping.run()
    await other.stop()
    const refused = (await of(id)).filter(({ type }) => type === 'login_refused')
    expect(refused.map(({ count }) => count)).toEqual([2, 1])
    expect(refused[0]!.atMs).toBe(firstAtMs)
  })

  test('G 3: refused clients: by a wrong secret, or in another way than registered; one entry a minute for each and address', async () => {
    await s.addClient('refused')
    await s.addClient('signer', { authMethods: ['private_key_jwt'] })
    const grant = { grant_type: 'client_credentials' }
    for (let guess = 0; guess < 3; guess += 1) await s.form('/token', grant, basic('refused', 'wrong'))
    await s.form('/token/introspect', { token: 'x' }, basic('refused', 'wrong'))
    await s.form('/token/revoke', { token: 'x', client_id: 'signer' })
    await s.form('/token', grant, basic('a-typed-unknown-client', 'wrong'))
    await s.service.housekeeping.run()
    const all = (await events.list({ limit: 1000 })).filter(({ type }) => type === 'client_refused')
    expect(all.map(({ clientId, count, address }) => [clientId, count, address])).toEqual([
      ['signer', 1, '127.0.0.1'],
      ['refused', 4, '127.0.0.1'],
    ])
  })

  test('G 3: refused one-time secrets: of whom one was kept, and of nobody who is known', async () => {
    const id = await s.addUser('resetting')
    await (await administrator(s, 'resetter')).send('POST', `/admin/users/${id}/one-time-secret`)
    const reset = (username: string) =>
      s.json('POST', '/users/password', { username, one_time_secret: 'mot_wrong', new_password: 'another of four words' })
    for (const username of ['resetting', 'resetting', 'a-typed-unknown-name']) expect((await reset(username)).status).toBe(403)
    await s.service.housekeeping.run()
    const all = (await events.list({ limit: 1000 })).filter(({ type }) => type === 'one_time_secret_refused')
    expect(all.map(({ userId, count, address }) => [userId, count, address])).toEqual([
      [undefined, 1, '127.0.0.1'],
      [id, 2, '127.0.0.1'],
    ])
  })

  test('DESIGN §4: entries are kept for 90 days', async () => {
    const id = await s.addUser('dave')
    s.system.advanceSeconds(90 * 86_400)
    await s.service.housekeeping.run()
    expect(await typesOf(id)).toEqual(['user_created'])
    s.system.advanceSeconds(1)
    await s.service.housekeeping.run()
    expect(await typesOf(id)).toEqual([])
  })

  test('G 1: no password, token, secret or typed unknown name in any log line or row, but the hash of the password', async () => {
    const canary = 'canary-password-of-erin'
    await s.addUser('erin', { password: canary })
    const tokens = await s.logIn('erin', canary)
    const refreshed = (await s.refresh(tokens.refresh_token)).body
    await s.form('/token', { username: 'canary-unknown-name', password: 'canary-wrong-password' })
    await s.form('/token', 'username=canary-unknown-name&password=%zz-canary')
    await s.get(`/protected?access_token=canary-in-query`, 'canary.bad.token')
    await s.json('POST', '/login', { username: 'canary-unknown-name', password: 'canary-wrong-password' })
    await s.json(
      'PUT',
      '/me/password',
      { current_password: 'canary-wrong-password', new_password: 'canary-new-password' },
      refreshed.access_token,
    )
    await s.form('/token', { grant_type: 'client_credentials' }, basic('refused', 'canary-wrong-secret'))
    await s.json('POST', '/users/password', {
      username: 'canary-unknown-name',
      one_time_secret: 'mot_canary',
      new_password: 'canary-new-password',
    })
    await s.service.housekeeping.run()
    const rows = await events.list({ limit: 1000 })
    const written = s.logged.join('\n') + JSON.stringify(rows)
    for (const secret of [tokens.access_token, tokens.refresh_token, refreshed.access_token, refreshed.refresh_token, 'canary']) {
      expect(written).not.toContain(secret)
    }
  })
})
