// REQUIREMENTS G 3, docs/events.md: an event says what it changed, and is written in the transaction of the
// change.
import { describe, expect } from 'vitest'
import { createUserImportStore } from '../../../../src/data/user-import.ts'
import { aUser } from '../../../data/rows.ts'
import { type Administrator, administrator } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  interface Told {
    type: string
    user_id?: string
    client_id?: string
    detail?: Record<string, unknown>
  }
  const events = async (by: Administrator): Promise<Told[]> => (await by.get('/admin/events?limit=100')).body.events.reverse()
  /** The type and the detail of the events of one user or client, the oldest first. */
  const toldOf = async (admin: Administrator, id: string) =>
    (await events(admin)).filter((event) => event.user_id === id || event.client_id === id).map(({ type, detail }) => [type, detail])

  test('events of a user have the scope, before and after (G 3)', async ({ admin }) => {
    const { user } = (await admin.send('POST', '/admin/users', { username: 'Zo“ë" \\', scope: 'data:read' })).body
    await admin.send('PATCH', `/admin/users/${user.id}`, { scope: 'data:read admin' })
    await admin.send('PATCH', `/admin/users/${user.id}`, { scope: '', disabled: true })
    await admin.send('DELETE', `/admin/users/${user.id}`)
    expect(await toldOf(admin, user.id)).toEqual([
      ['user_created', { scope: 'data:read' }],
      ['one_time_secret_made', undefined],
      ['user_changed', { scope: 'data:read admin', previous_scope: 'data:read' }],
      ['user_changed', { scope: '', previous_scope: 'data:read admin' }],
      ['user_disabled', undefined],
      ['user_deleted', { username: 'Zo“ë" \\' }],
    ])
  })

  test('each imported account has its event (G 3)', async ({ database, service, admin }) => {
    const users = [aUser({ scope: 'data:read' }), aUser({ scope: 'a"b admin' })] as const
    await createUserImportStore(await database.open()).createMany([...users], { atMs: service.system.nowMs(), actor: 'command' })
    expect(await toldOf(admin, users[0].id)).toEqual([['user_created', { scope: 'data:read' }]])
    expect(await toldOf(admin, users[1].id)).toEqual([['user_created', { scope: 'a"b admin' }]])
  })

  test('of changes at once each event says what it replaced (G 3)', async ({ service, admin }) => {
    const id = await service.addUser('changing', { scope: 'first' })
    await Promise.all(['a', 'b', 'c', 'd'].map((scope) => admin.send('PATCH', `/admin/users/${id}`, { scope })))
    const details = (await toldOf(admin, id)).slice(1).map(([, detail]) => detail as { scope: string; previous_scope: string })
    expect(details.map(({ scope }) => scope).sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(details.map((detail) => detail.previous_scope)).toEqual(['first', ...details.slice(0, -1).map(({ scope }) => scope)])
  })

  test('events of a client name the changed members and both scopes (G 3)', async ({ admin }) => {
    await admin.send('POST', '/admin/clients', { id: 'spa', confidential: false })
    await admin.send('PATCH', '/admin/clients/spa', { scope: 'data:read', grants: ['password', 'refresh_token'] })
    await admin.send('PATCH', '/admin/clients/spa', { scope: null, identifiers: ['https://spa.example.com'], disabled: true })
    await admin.send('POST', '/admin/clients', { id: 'orders', scope: 'read' })
    expect(await toldOf(admin, 'spa')).toEqual([
      ['client_created', undefined],
      ['client_changed', { changed: ['scope'], scope: 'data:read' }],
      ['client_changed', { changed: ['identifiers', 'scope'], previous_scope: 'data:read' }],
      ['client_disabled', undefined],
    ])
    expect(await toldOf(admin, 'orders')).toEqual([['client_created', { scope: 'read' }]])
  })

  test('events of the signing keys say what happened to which key (G 3)', async ({ service }) => {
    const act = { atMs: service.system.nowMs(), actor: 'command' }
    const kids = async () => {
      const keys: { kid: string; state: string }[] = (await service.service.keyAdministration.list(service.system.nowMs())) as never
      return { current: keys.find(({ state }) => state === 'current')!.kid, next: keys.find(({ state }) => state === 'next')!.kid }
    }
    const first = await kids()
    await service.service.keyAdministration.rotate({ forced: true }, act)
    const { next } = await kids()
    await service.service.keyAdministration.revoke(next, act)
    await service.service.keyAdministration.reset({ unopened: false }, act)
    const last = await kids()
    const later = await administrator(service, 'another')
    const told = (await events(later)).filter(({ type }) => type === 'keys_changed').map(({ detail }) => detail)
    expect(told).toEqual([
      { verb: 'created', kid: first.current },
      { verb: 'rotated', kid: first.next },
      { verb: 'revoked', kid: next },
      { verb: 'reset', kid: last.current },
    ])
  })
})
