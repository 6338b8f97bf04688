// DESIGN §1: /admin/users: made, read, changed, reset, deleted, each with its event.
import { describe, expect } from 'vitest'
import { type Administrator, administrator } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { PASSWORD, type RunningService } from '../../../support/service.ts'

const NOBODY = `/admin/users/usr_${'A'.repeat(22)}`

describe.each(onEachDatabase())('on $name', ({ test }) => {
  const statusOf = async (service: RunningService, token: string) => (await service.get('/protected', token)).status
  const toldOf = async (admin: Administrator, userId: string) => {
    const { events } = (await admin.get('/admin/events?limit=100')).body
    return events.filter((event: { user_id?: string; actor?: string }) => event.user_id === userId && event.actor !== undefined)
  }
  const typesOf = async (admin: Administrator, userId: string) =>
    (await toldOf(admin, userId)).map(({ type }: { type: string }) => type).reverse()

  test('an account with a password logs in, with what it may have', async ({ service, admin }) => {
    const { status, body } = await admin.send('POST', '/admin/users', { username: 'Alice', password: PASSWORD, scope: 'data:read admin' })
    expect(status).toBe(201)
    expect(body).toEqual({ user: expect.objectContaining({ username: 'Alice', scope: 'data:read admin', disabled: false }) })
    expect((await service.logIn('alice')).scope).toBe('data:read')
    expect((await admin.get(`/admin/users/${body.user.id}`)).body).toEqual(body.user)
    expect(JSON.stringify(body)).not.toMatch(/hash|argon2|epoch/)
  })

  test('P 11, G 3: an account without a password is made with a one-time secret, shown this once, with which its owner sets one', async ({
    service,
    admin,
  }) => {
    const { body } = await admin.send('POST', '/admin/users', { username: 'bob' })
    expect(body.user).toMatchObject({ username: 'bob', scope: 'data:read' })
    expect(Date.parse(body.one_time_secret_expires_at)).toBe(service.system.nowMs() + 86_400_000)
    const reset = { username: 'bob', one_time_secret: body.one_time_secret, new_password: PASSWORD }
    expect((await service.json('POST', '/users/password', reset)).status).toBe(204)
    expect(await service.logIn('bob')).toMatchObject({ scope: 'data:read' })
    expect((await service.json('POST', '/users/password', reset)).status).toBe(403)
    expect(await toldOf(admin, body.user.id)).toMatchObject([
      { type: 'one_time_secret_made', actor: admin.id, address: '127.0.0.1' },
      { type: 'user_created', actor: admin.id, address: '127.0.0.1' },
    ])
  })

  test.for<[string, object, number, string[]]>([
    ['a name that is taken, in another spelling', { username: 'ROOT', password: PASSWORD }, 409, ['/username']],
    ['P 1: a password that is too short', { username: 'carol', password: 'short' }, 422, ['/password']],
    ['P 6: a common password', { username: 'carol', password: 'passwordpassword' }, 422, ['/password']],
    ['a name with a control character', { username: 'car\u0007ol' }, 422, ['/username']],
    ['a name like the id of a user', { username: `usr_${'A'.repeat(22)}`, password: PASSWORD }, 422, ['/username']],
    ['T 7: a scope with two spaces', { username: 'carol', scope: 'a  b' }, 422, ['/scope']],
    ['all at once', { username: '', password: 'short', scope: '"' }, 422, ['/username', '/password', '/scope']],
    ['no name', {}, 422, ['/username']],
    ['a member that is not known', { username: 'carol', roles: ['admin'] }, 422, ['']],
    ['a member that is not for others to set', { username: 'carol', id: 'usr_1' }, 422, ['']],
  ])('refused: %s', async ([_, body, status, pointers], { admin }) => {
    const answer = await admin.send('POST', '/admin/users', body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers)
    expect((await admin.get('/admin/users?limit=100')).body.users.some(({ username }: { username: string }) => username === 'carol')).toBe(
      false,
    )
  })

  test('R 10, G 3: a change disables at once, enables without bringing sessions back, and tells of what it changed and nothing else', async ({
    service,
    admin,
  }) => {
    const id = await service.addUser('dave')
    const tokens = await service.logIn('dave')
    const change = async (body: object) => (await admin.send('PATCH', `/admin/users/${id}`, body)).body
    expect(await change({ disabled: true })).toMatchObject({ disabled: true, scope: 'data:read' })
    expect(await statusOf(service, tokens.access_token)).toBe(401)
    expect((await service.form('/token', { username: 'dave', password: PASSWORD })).status).toBe(401)
    expect(await change({ disabled: true })).toMatchObject({ disabled: true })
    expect(await change({})).toMatchObject({ disabled: true })
    expect(await change({ disabled: false, scope: 'data:read data:write' })).toMatchObject({
      disabled: false,
      scope: 'data:read data:write',
    })
    expect(await statusOf(service, tokens.access_token)).toBe(401)
    expect((await service.logIn('dave')).scope).toBe('data:read data:write')
    expect(await typesOf(admin, id)).toEqual(['user_disabled', 'user_changed', 'user_enabled'])
  })

  test('DESIGN §3: less scope counts from the next refresh on', async ({ service, admin }) => {
    const id = await service.addUser('erin', { scope: 'data:read data:write' })
    const tokens = await service.logIn('erin')
    expect((await admin.send('PATCH', `/admin/users/${id}`, { scope: 'data:read' })).status).toBe(200)
    expect((await service.refresh(tokens.refresh_token)).body.scope).toBe('data:read')
    const { status, body } = await admin.send('PATCH', `/admin/users/${id}`, { scope: 'a"b' })
    expect([status, body.errors[0].pointer]).toEqual([422, '/scope'])
  })

  test('P 11, R 10: a reset ends the password and every session at once, and its secret sets another', async ({ service, admin }) => {
    const id = await service.addUser('frank')
    const { access_token } = await service.logIn('frank')
    const { status, body } = await admin.send('POST', `/admin/users/${id}/one-time-secret`)
    expect(status).toBe(201)
    expect(await statusOf(service, access_token)).toBe(401)
    expect((await service.form('/token', { username: 'frank', password: PASSWORD })).status).toBe(401)
    const reset = { username: 'frank', one_time_secret: body.one_time_secret, new_password: 'another of four words' }
    expect((await service.json('POST', '/users/password', reset)).status).toBe(204)
    expect(await service.logIn('frank', 'another of four words')).toHaveProperty('access_token')
    expect(await typesOf(admin, id)).toEqual(['one_time_secret_made'])
  })

  test('P 11: a reset says how long its secret is good: an hour to a week, or else a day', async ({ service, admin }) => {
    const id = await service.addUser('judy')
    const path = `/admin/users/${id}/one-time-secret`
    const hoursOf = async (body?: object) => {
      const answer = await admin.send('POST', path, body)
      expect(answer.status).toBe(201)
      return (Date.parse(answer.body.one_time_secret_expires_at) - service.system.nowMs()) / 3_600_000
    }
    expect([await hoursOf(), await hoursOf({}), await hoursOf({ valid_hours: 1 }), await hoursOf({ valid_hours: 168 })]).toEqual([
      24, 24, 1, 168,
    ])
    // As some libraries send a request without a body.
    const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }
    expect((await service.send('POST', path, { headers })).status).toBe(201)
  })

  test.for<[string, { valid_hours: number } | { valid_hours: string } | { hours: number }, string]>([
    ['no time', { valid_hours: 0 }, '/valid_hours'],
    ['more than a week', { valid_hours: 169 }, '/valid_hours'],
    ['part of an hour', { valid_hours: 1.5 }, '/valid_hours'],
    ['a text', { valid_hours: '2' }, '/valid_hours'],
    ['a member that is not known', { hours: 2 }, ''],
  ])('P 11: a reset with %s is refused, and the password stays', async ([name, body, pointer], { service, admin }) => {
    const username = `stays ${name}`
    const answer = await admin.send('POST', `/admin/users/${await service.addUser(username)}/one-time-secret`, body)
    expect([answer.status, answer.body.errors]).toEqual([422, [{ pointer, detail: expect.any(String) }]])
    await service.logIn(username)
  })

  test('R 10, G 3: every session of an account ends at once; the account goes on', async ({ service, admin }) => {
    const id = await service.addUser('grace')
    const logins = [await service.logIn('grace'), await service.logIn('grace')]
    expect((await admin.send('DELETE', `/admin/users/${id}/sessions`)).status).toBe(204)
    for (const { access_token, refresh_token } of logins) {
      expect(await statusOf(service, access_token)).toBe(401)
      expect((await service.refresh(refresh_token)).body.reason).toBe('session_revoked')
    }
    expect(await statusOf(service, (await service.logIn('grace')).access_token)).toBe(200)
    expect(await typesOf(admin, id)).toEqual(['sessions_revoked'])
  })

  test('R 10, T 12: a deleted account is gone with its sessions; the name is free again, the id never', async ({ service, admin }) => {
    const id = await service.addUser('heidi')
    const { access_token } = await service.logIn('heidi')
    expect((await admin.send('DELETE', `/admin/users/${id}`)).status).toBe(204)
    expect(await statusOf(service, access_token)).toBe(401)
    expect((await admin.send('DELETE', `/admin/users/${id}`)).status).toBe(404)
    expect((await admin.get(`/admin/users/${id}`)).status).toBe(404)
    expect((await admin.send('POST', '/admin/users', { username: 'heidi' })).body.user.id).not.toBe(id)
    expect(await typesOf(admin, id)).toEqual(['user_deleted'])
  })

  test('an administrator may end their own rights; the next request knows it', async ({ service }) => {
    const other = await administrator(service, 'ivan')
    expect((await other.send('PATCH', `/admin/users/${other.id}`, { disabled: true })).status).toBe(200)
    expect((await other.get('/admin/users')).status).toBe(401)
  })

  test.for<[string, string, { disabled: boolean } | undefined]>([
    ['GET', NOBODY, undefined],
    ['PATCH', NOBODY, { disabled: true }],
    ['DELETE', NOBODY, undefined],
    ['POST', `${NOBODY}/one-time-secret`, undefined],
    ['DELETE', `${NOBODY}/sessions`, undefined],
  ])('%s of who is not there: not found, and no event', async ([method, path, body], { admin }) => {
    expect((await admin.send(method, path, body)).status).toBe(404)
    expect(await toldOf(admin, NOBODY.slice('/admin/users/'.length))).toEqual([])
  })
})
