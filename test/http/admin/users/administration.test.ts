// /admin/users: create, read, change, reset, delete, each with its event
// (docs/design/architecture.md#the-admin-api).
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

  test.for<[string, object, number, string[]]>([
    ['a name that exists, in another spelling', { username: 'ROOT', password: PASSWORD }, 409, ['/username']],
    ['a password that is too short (P 1)', { username: 'carol', password: 'short' }, 422, ['/password']],
    ['a common password (P 6)', { username: 'carol', password: 'passwordpassword' }, 422, ['/password']],
    ['a name with a control character', { username: 'car\u0007ol' }, 422, ['/username']],
    ['a name like the id of a user', { username: `usr_${'A'.repeat(22)}`, password: PASSWORD }, 422, ['/username']],
    ['a scope with two spaces (T 7)', { username: 'carol', scope: 'a  b' }, 422, ['/scope']],
    ['three members at once', { username: '', password: 'short', scope: '"' }, 422, ['/username', '/password', '/scope']],
    ['no username', {}, 422, ['/username']],
    ['an unknown member', { username: 'carol', roles: ['admin'] }, 422, ['']],
    ['a member that only the service sets', { username: 'carol', id: 'usr_1' }, 422, ['']],
  ])('an account is refused: %s', async ([_, body, status, pointers], { admin }) => {
    const answer = await admin.send('POST', '/admin/users', body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers)
    expect((await admin.get('/admin/users?limit=100')).body.users.some(({ username }: { username: string }) => username === 'carol')).toBe(
      false,
    )
  })

  test('an account with a password logs in, with its scope', async ({ service, admin }) => {
    const { status, body } = await admin.send('POST', '/admin/users', { username: 'Alice', password: PASSWORD, scope: 'data:read admin' })
    expect(status).toBe(201)
    expect(body).toEqual({ user: expect.objectContaining({ username: 'Alice', scope: 'data:read admin', disabled: false }) })
    expect((await service.logIn('alice')).scope).toBe('data:read')
    const open = { state: 'open', failures: 0 }
    const lockout = { known_addresses: open, other_addresses: open }
    expect((await admin.get(`/admin/users/${body.user.id}`)).body).toEqual({ ...body.user, lockout })
    expect(JSON.stringify(body)).not.toMatch(/hash|argon2|epoch/)
  })

  test('an account without a password gets a one-time secret, shown once (P 11, G 3)', async ({ service, admin }) => {
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

  test('disabling ends sessions for good; the event has only the change (R 10, G 3)', async ({ service, admin }) => {
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

  test('a narrower scope counts from the next refresh on', async ({ service, admin }) => {
    const id = await service.addUser('erin', { scope: 'data:read data:write' })
    const tokens = await service.logIn('erin')
    expect((await admin.send('PATCH', `/admin/users/${id}`, { scope: 'data:read' })).status).toBe(200)
    expect((await service.refresh(tokens.refresh_token)).body.scope).toBe('data:read')
    const { status, body } = await admin.send('PATCH', `/admin/users/${id}`, { scope: 'a"b' })
    expect([status, body.errors[0].pointer]).toEqual([422, '/scope'])
  })

  test('a reset ends password and sessions; its secret sets a new password (P 11, R 10)', async ({ service, admin }) => {
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

  test('a one-time secret lives a day, or an hour to a week (P 11)', async ({ service, admin }) => {
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
    // Some libraries send a request without a body like this.
    const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }
    expect((await service.send('POST', path, { headers })).status).toBe(201)
  })

  test.for<[string, object, string]>([
    ['zero seconds', { valid_hours: 0 }, '/valid_hours'],
    ['above a week', { valid_hours: 169 }, '/valid_hours'],
    ['below an hour', { valid_hours: 1.5 }, '/valid_hours'],
    ['text', { valid_hours: '2' }, '/valid_hours'],
    ['an unknown member', { hours: 2 }, ''],
  ])('a reset is refused, and the password stays: %s (P 11)', async ([name, body, pointer], { service, admin }) => {
    const username = `stays ${name}`
    const answer = await admin.send('POST', `/admin/users/${await service.addUser(username)}/one-time-secret`, body)
    expect([answer.status, answer.body.errors]).toEqual([422, [{ pointer, detail: expect.any(String) }]])
    await service.logIn(username)
  })

  test('every session of an account can be ended; the account goes on (R 10, G 3)', async ({ service, admin }) => {
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

  test('a deleted account frees its name, but never its id (R 10, T 12)', async ({ service, admin }) => {
    const id = await service.addUser('heidi')
    const { access_token } = await service.logIn('heidi')
    expect((await admin.send('DELETE', `/admin/users/${id}`)).status).toBe(204)
    expect(await statusOf(service, access_token)).toBe(401)
    expect((await admin.send('DELETE', `/admin/users/${id}`)).status).toBe(404)
    expect((await admin.get(`/admin/users/${id}`)).status).toBe(404)
    expect((await admin.send('POST', '/admin/users', { username: 'heidi' })).body.user.id).not.toBe(id)
    expect(await typesOf(admin, id)).toEqual(['user_deleted'])
  })

  test('administrators may remove their own rights; the next request is refused', async ({ service }) => {
    const other = await administrator(service, 'ivan')
    expect((await other.send('PATCH', `/admin/users/${other.id}`, { disabled: true })).status).toBe(200)
    expect((await other.get('/admin/users')).status).toBe(401)
  })

  test.for<[string, string, object | undefined]>([
    ['GET', NOBODY, undefined],
    ['PATCH', NOBODY, { disabled: true }],
    ['DELETE', NOBODY, undefined],
    ['POST', `${NOBODY}/one-time-secret`, undefined],
    ['DELETE', `${NOBODY}/sessions`, undefined],
    ['DELETE', `${NOBODY}/lockout`, undefined],
  ])('%s of an unknown user: 404 and no event', async ([method, path, body], { admin }) => {
    expect((await admin.send(method, path, body)).status).toBe(404)
    expect(await toldOf(admin, NOBODY.slice('/admin/users/'.length))).toEqual([])
  })
})
