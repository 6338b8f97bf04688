// REQUIREMENTS G 3: the audit trail (docs/design/accounts-and-clients.md#the-audit-trail). An event is
// written in the transaction of what it reports.
import { describe, expect } from 'vitest'
import type { DatabaseConfig } from '../../../../src/config.ts'
import { createEventStore } from '../../../../src/data/events.ts'
import type { AuditEvent } from '../../../../src/events/event.ts'
import type { EventStore } from '../../../../src/events/event-store.ts'
import { createExposition } from '../../../../src/ops/metrics/exposition.ts'
import { administrator } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { basic, PASSWORD, startService } from '../../../support/service.ts'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let events: EventStore
  let config: DatabaseConfig
  test.beforeAll(async ({ database }) => {
    config = database.config
    events = createEventStore(await database.open())
  })

  const of = async (userId: string): Promise<AuditEvent[]> =>
    (await events.list({ limit: 1000 })).filter((event) => event.userId === userId).reverse()
  const typesOf = async (userId: string) => (await of(userId)).map(({ type }) => type)
  const authorized = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  test('every step in the life of an account has its event (G 3)', async ({ service }) => {
    const id = await service.addUser('alice')
    const act = () => ({ atMs: service.system.nowMs(), actor: 'command' })
    const reused = await service.logIn('alice')
    await service.refresh(reused.refresh_token)
    service.system.advanceSeconds(11)
    await service.refresh(reused.refresh_token)
    const out = await service.logIn('alice')
    await service.send('POST', '/logout', authorized(out.access_token))
    const [stays, revoked] = [await service.logIn('alice'), await service.logIn('alice')]
    const { sessions } = (await service.get('/me/sessions', revoked.access_token)).body
    const { id: session } = sessions.find(({ current }: { current: boolean }) => current)
    await service.send('DELETE', `/me/sessions/${session}`, authorized(stays.access_token))
    await service.json('PUT', '/me/password', { current_password: PASSWORD, new_password: 'another of four words' }, stays.access_token)
    await service.service.userAdministration.change(id, { disabled: true }, act())
    await service.service.userAdministration.change(id, { disabled: false }, act())
    await service.service.users.delete(id, act())
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

  test('a second log-out and a wrong password leave no event (G 3)', async ({ service }) => {
    const id = await service.addUser('bob')
    const tokens = await service.logIn('bob')
    await Promise.all([1, 2, 3].map(() => service.send('POST', '/logout', authorized(tokens.access_token))))
    const again = await service.logIn('bob')
    await service.json('PUT', '/me/password', { current_password: 'wrong', new_password: 'another of four words' }, again.access_token)
    expect(await typesOf(id)).toEqual(['user_created', 'login', 'logout', 'login'])
  })

  test('ending a session that is dead already writes no event (R 10, G 3)', async ({ service }) => {
    const id = await service.addUser('frank')
    const admin = await administrator(service)
    const gone = await service.logIn('frank')
    const { id: session } = (await service.get('/me/sessions', gone.access_token)).body.sessions[0]
    expect((await admin.send('DELETE', `/admin/users/${id}/sessions`)).status).toBe(204)
    const { access_token } = await service.logIn('frank')
    expect((await service.send('DELETE', `/me/sessions/${session}`, authorized(access_token))).status).toBe(404)
    expect((await admin.send('DELETE', `/admin/sessions/${session}`)).status).toBe(404)
    expect(await typesOf(id)).toEqual(['user_created', 'login', 'sessions_revoked', 'login'])
  })

  test('every end of a session is recorded with user, client and address (G 3)', async ({ service }) => {
    const id = await service.addUser('grace')
    const admin = await administrator(service, 'operator')
    const ends: [(session: string, token: string) => Promise<unknown>, object][] = [
      [(_, token) => service.send('POST', '/logout', authorized(token)), { type: 'logout' }],
      [(_, token) => service.form('/token/revoke', { token }), { type: 'session_revoked' }],
      [(session, token) => service.send('DELETE', `/me/sessions/${session}`, authorized(token)), { type: 'session_revoked' }],
      [(session) => admin.send('DELETE', `/admin/sessions/${session}`), { type: 'session_revoked', actor: admin.id }],
    ]
    for (const [end, told] of ends) {
      const { access_token } = await service.logIn('grace')
      const { id: sessionId } = (await service.get('/me/sessions', access_token)).body.sessions[0]
      await end(sessionId, access_token)
      const event = (await of(id)).at(-1)
      expect(event).toMatchObject({ userId: id, clientId: 'default', sessionId, address: '127.0.0.1', ...told })
      if (!('actor' in told)) expect(event?.actor ?? undefined).toBeUndefined()
    }
  })

  test('refused logins make one entry a minute, without unknown names (G 3)', async ({ service }) => {
    const id = await service.addUser('carol')
    for (let guess = 0; guess < 3; guess += 1) await service.form('/token', { username: 'carol', password: 'wrong' })
    for (let guess = 0; guess < 2; guess += 1) await service.form('/token', { username: 'a-typed-unknown-name', password: 'wrong' })
    expect(await typesOf(id)).toEqual(['user_created'])
    await service.service.housekeeping.run()
    expect((await of(id)).at(-1)).toMatchObject({ type: 'login_refused', count: 3, address: '127.0.0.1' })
    const all = await events.list({ limit: 1000 })
    expect(all.find(({ type, userId }) => type === 'login_refused' && userId === undefined)).toMatchObject({ count: 2 })
    expect(JSON.stringify(all)).not.toContain('a-typed-unknown-name')
  })

  test("each process writes its own entry, with its first refusal's time (G 3)", async ({ service }) => {
    const id = await service.addUser('served-by-two')
    const other = await startService(config, { system: service.system })
    const firstAtMs = service.system.nowMs()
    for (const replica of [service, other, service]) {
      await replica.form('/token', { username: 'served-by-two', password: 'wrong' })
      service.system.advanceSeconds(5)
    }
    // The first writes it in its next round, the second when it stops.
    await service.service.housekeeping.run()
    await other.stop()
    const refused = (await of(id)).filter(({ type }) => type === 'login_refused')
    expect(refused.map(({ count }) => count)).toEqual([2, 1])
    expect(refused[0]!.atMs).toBe(firstAtMs)
  })

  test('refused clients make one entry a minute, each with its address (G 3)', async ({ service }) => {
    await service.addClient('refused')
    await service.addClient('signer', { authMethods: ['private_key_jwt'] })
    const grant = { grant_type: 'client_credentials' }
    for (let guess = 0; guess < 3; guess += 1) await service.form('/token', grant, basic('refused', 'wrong'))
    await service.form('/token/introspect', { token: 'x' }, basic('refused', 'wrong'))
    await service.form('/token/revoke', { token: 'x', client_id: 'signer' })
    await service.form('/token', grant, basic('a-typed-unknown-client', 'wrong'))
    await service.service.housekeeping.run()
    const all = (await events.list({ limit: 1000 })).filter(({ type }) => type === 'client_refused')
    expect(all.map(({ clientId, count, address }) => [clientId, count, address])).toEqual([
      ['signer', 1, '127.0.0.1'],
      ['refused', 4, '127.0.0.1'],
    ])
  })

  test('refused one-time secrets make entries, for unknown names without a user (G 3)', async ({ service }) => {
    const id = await service.addUser('resetting')
    await (await administrator(service, 'resetter')).send('POST', `/admin/users/${id}/one-time-secret`)
    const reset = (username: string) =>
      service.json('POST', '/users/password', { username, one_time_secret: 'mot_wrong', new_password: 'another of four words' })
    for (const username of ['resetting', 'resetting', 'a-typed-unknown-name']) expect((await reset(username)).status).toBe(403)
    await service.service.housekeeping.run()
    const all = (await events.list({ limit: 1000 })).filter(({ type }) => type === 'one_time_secret_refused')
    expect(all.map(({ userId, count, address }) => [userId, count, address])).toEqual([
      [undefined, 1, '127.0.0.1'],
      [id, 2, '127.0.0.1'],
    ])
  })

  test('events are kept for 90 days', async ({ service }) => {
    const id = await service.addUser('dave')
    service.system.advanceSeconds(90 * 86_400)
    await service.service.housekeeping.run()
    expect(await typesOf(id)).toEqual(['user_created'])
    service.system.advanceSeconds(1)
    await service.service.housekeeping.run()
    expect(await typesOf(id)).toEqual([])
  })

  test('no secret and no unknown name is logged, stored or counted (G 1)', async ({ service }) => {
    const canary = 'canary-password-of-erin'
    await service.addUser('erin', { password: canary })
    const tokens = await service.logIn('erin', canary)
    const refreshed = (await service.refresh(tokens.refresh_token)).body
    await service.form('/token', { username: 'canary-unknown-name', password: 'canary-wrong-password' })
    await service.form('/token', 'username=canary-unknown-name&password=%zz-canary')
    await service.get(`/protected?access_token=canary-in-query`, 'canary.bad.token')
    await service.json('POST', '/login', { username: 'canary-unknown-name', password: 'canary-wrong-password' })
    await service.json(
      'PUT',
      '/me/password',
      { current_password: 'canary-wrong-password', new_password: 'canary-new-password' },
      refreshed.access_token,
    )
    await service.form('/token', { grant_type: 'client_credentials' }, basic('refused', 'canary-wrong-secret'))
    await service.json('POST', '/users/password', {
      username: 'canary-unknown-name',
      one_time_secret: 'mot_canary',
      new_password: 'canary-new-password',
    })
    await service.service.housekeeping.run()
    const rows = await events.list({ limit: 1000 })
    const { text } = await createExposition(service.service.families)(false)
    const written = service.logged.join('\n') + JSON.stringify(rows) + text
    for (const secret of [tokens.access_token, tokens.refresh_token, refreshed.access_token, refreshed.refresh_token, 'canary']) {
      expect(written).not.toContain(secret)
    }
  })
})
