// REQUIREMENTS R 10: what ends a session ends it at once (docs/design/sessions.md#when-a-session-ends).
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { decodePart } from '../../support/own-tokens.ts'
import { PASSWORD, type RunningService } from '../../support/service.ts'

const NEW_PASSWORD = 'a new one of four words'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let made = 0
  const someone = async (service: RunningService) => {
    made += 1
    const username = `user${made}`
    return { username, id: await service.addUser(username) }
  }
  const statusOf = async (service: RunningService, token: string) => (await service.get('/protected', token)).status
  const authorized = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  test('a log-out ends its session and no other (R 10)', async ({ service }) => {
    const { username } = await someone(service)
    const [gone, stays] = [await service.logIn(username), await service.logIn(username)]
    expect((await service.send('POST', '/logout', authorized(gone.access_token))).status).toBe(204)
    expect(await statusOf(service, gone.access_token)).toBe(401)
    expect((await service.refresh(gone.refresh_token)).body.reason).toBe('session_revoked')
    expect(await statusOf(service, stays.access_token)).toBe(200)
  })

  test('a disabled user is out; sessions stay dead after enabling (R 10, J 8)', async ({ service }) => {
    const { username, id } = await someone(service)
    const tokens = await service.logIn(username)
    await service.service.userAdministration.change(id, { disabled: true }, { atMs: service.system.nowMs() })
    expect(await statusOf(service, tokens.access_token)).toBe(401)
    expect((await service.refresh(tokens.refresh_token)).body.reason).toBe('session_revoked')
    await service.service.userAdministration.change(id, { disabled: false }, { atMs: service.system.nowMs() })
    expect(await statusOf(service, tokens.access_token)).toBe(401)
    expect(await statusOf(service, (await service.logIn(username)).access_token)).toBe(200)
  })

  test('a deleted user is out at once (R 10)', async ({ service }) => {
    const { username, id } = await someone(service)
    const tokens = await service.logIn(username)
    await service.service.users.delete(id, { atMs: service.system.nowMs() })
    expect(await statusOf(service, tokens.access_token)).toBe(401)
    expect((await service.refresh(tokens.refresh_token)).body.reason).toBe('session_revoked')
    expect((await service.form('/token', { username, password: PASSWORD })).status).toBe(401)
  })

  test('a second account with the same name is another user (T 12)', async ({ service }) => {
    const { username, id } = await someone(service)
    await service.service.users.delete(id, { atMs: service.system.nowMs() })
    expect(await service.addUser(username)).not.toBe(id)
    expect(id).toMatch(/^usr_[\w-]{22}$/)
  })

  describe('PUT /me/password', () => {
    const change = (service: RunningService, token: string, current_password: string, new_password: string) =>
      service.json('PUT', '/me/password', { current_password, new_password }, token)

    test.for<[string, string, string, string]>([
      ['a wrong current password', 'wrong', NEW_PASSWORD, '/current_password'],
      ['14 characters (P 1)', PASSWORD, 'a'.repeat(14), '/new_password'],
      ['14 code points of two units each (P 1)', PASSWORD, '😀'.repeat(14), '/new_password'],
      ['1025 code points (P 2)', PASSWORD, 'a'.repeat(1025), '/new_password'],
      ['a lone surrogate (P 5)', PASSWORD, `${'a'.repeat(20)}\ud800`, '/new_password'],
    ])('names the member that is refused: %s', async ([_, current, next, pointer], { service }) => {
      const { username } = await someone(service)
      const { access_token } = await service.logIn(username)
      const { status, body } = await change(service, access_token, current, next)
      expect(status).toBe(422)
      expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer])
      expect((await service.form('/token', { username, password: PASSWORD })).status).toBe(200)
    })

    test('ends every other session; only the new password logs in (P 11)', async ({ service }) => {
      const { username } = await someone(service)
      const [own, other] = [await service.logIn(username), await service.logIn(username)]
      expect((await change(service, own.access_token, PASSWORD, NEW_PASSWORD)).status).toBe(204)
      expect(await statusOf(service, own.access_token)).toBe(200)
      expect((await service.refresh(own.refresh_token)).status).toBe(200)
      expect(await statusOf(service, other.access_token)).toBe(401)
      expect((await service.refresh(other.refresh_token)).body.reason).toBe('session_revoked')
      expect((await service.form('/token', { username, password: PASSWORD })).status).toBe(401)
      expect((await service.form('/token', { username, password: NEW_PASSWORD })).status).toBe(200)
    })
  })

  test('GET /me/sessions lists live sessions, newest use first, and marks the caller’s', async ({ service }) => {
    const { username } = await someone(service)
    const first = await service.logIn(username)
    service.system.advanceSeconds(1)
    const second = await service.logIn(username)
    service.system.advanceSeconds(1)
    const ended = await service.logIn(username)
    await service.send('POST', '/logout', authorized(ended.access_token))
    service.system.advanceSeconds(1)
    const refreshed = (await service.refresh(first.refresh_token)).body
    const { body } = await service.get('/me/sessions', second.access_token)
    expect(body.sessions.map((session: { current: boolean }) => session.current)).toEqual([false, true])
    expect(body.sessions[0]).toMatchObject({ client_id: 'default', scope: 'data:read', last_used_at: '2026-01-01T00:00:03.000Z' })
    expect(Object.keys(body.sessions[0]).slice(-3)).toEqual(['current', 'address', 'device'])
    expect((await service.get('/me/sessions', refreshed.access_token)).body.sessions[0].current).toBe(true)
  })

  test('DELETE /me/sessions/{id} ends only one’s own session; others are 404', async ({ service }) => {
    const [{ username }, stranger] = [await someone(service), await someone(service)]
    const [mine, other] = [await service.logIn(username), await service.logIn(username)]
    const foreign = await service.logIn(stranger.username)
    const listed = (await service.get('/me/sessions', other.access_token)).body.sessions as { id: string; current: boolean }[]
    const { id } = listed.find(({ current }) => current)!
    const end = (token: string, session: string) => service.send('DELETE', `/me/sessions/${session}`, authorized(token))
    expect((await end(foreign.access_token, id)).status).toBe(404)
    expect(await statusOf(service, other.access_token)).toBe(200)
    expect((await end(mine.access_token, id)).status).toBe(204)
    expect(await statusOf(service, other.access_token)).toBe(401)
    expect((await end(mine.access_token, id)).status).toBe(404)
    expect((await end(mine.access_token, '%00')).status).toBe(404)
  })

  test('GET /me shows the account as it is now', async ({ service }) => {
    const { username, id } = await someone(service)
    const { access_token } = await service.logIn(username)
    expect((await service.get('/me', access_token)).body).toMatchObject({ id, username, scope: 'data:read' })
  })

  describe('of a client that may not refresh', () => {
    const MAIL = { grant_type: 'password', client_id: 'mail', password: PASSWORD }
    const sessionOf = (token: string) => decodePart(token.split('.')[1]) as { sid: string; exp: number }
    const mailLogin = async (service: RunningService, username: string) =>
      (await service.form('/token', { ...MAIL, username })).body.access_token as string
    test.beforeAll(({ service }) =>
      service.addClient('mail', { confidential: false, authMethods: ['none'], grants: ['password'], scope: 'of_user' }),
    )

    test('a session ends exactly at the exp of its access token', async ({ service }) => {
      service.system.advanceMs(613)
      const { username, id } = await someone(service)
      const token = await mailLogin(service, username)
      const { exp, sid } = sessionOf(token)
      const { standing } = await service.service.sessions.findStanding(sid)
      expect(standing?.session).toMatchObject({ userId: id, endsAtMs: exp * 1000, idleEndsAtMs: exp * 1000, refreshable: false })
      service.system.advanceMs(exp * 1000 - 1 - service.system.nowMs())
      expect(await statusOf(service, token)).toBe(200)
      service.system.advanceMs(1)
      expect(await statusOf(service, token)).toBe(401)
    })

    test('its sessions never evict others, however many there are', async ({ service }) => {
      const { username } = await someone(service)
      const phone = await service.logIn(username)
      service.system.advanceSeconds(1)
      const mail: string[] = []
      for (let login = 0; login < 110; login += 1) mail.push(await mailLogin(service, username))
      await service.service.housekeeping.run()
      expect(await statusOf(service, phone.access_token)).toBe(200)
      expect(await statusOf(service, mail[0]!)).toBe(200)
      const { sessions } = (await service.get('/me/sessions', phone.access_token)).body
      expect(sessions).toHaveLength(100)
      expect(sessions.at(-1)).toMatchObject({ client_id: 'default', current: true })
    })
  })

  test('above 100 sessions of a user the least recently used are ended', async ({ service }) => {
    const { username, id } = await someone(service)
    const first = await service.logIn(username)
    const { newSession } = await import('../../../src/sessions/session-policy.ts')
    service.system.advanceSeconds(1)
    const policy = { idleSeconds: 3600, maxSeconds: 7200, refreshGraceSeconds: 10 }
    const opened = {
      userId: id,
      clientId: 'default',
      scope: '',
      userEpoch: 0,
      clientEpoch: 0,
      serviceEpoch: 0,
      address: null,
      device: null,
    }
    for (let count = 0; count < 100; count += 1) {
      await service.service.sessions.open(newSession(opened, policy, service.system), {
        event: { type: 'login', atMs: service.system.nowMs() },
      })
    }
    expect(await statusOf(service, first.access_token)).toBe(200)
    await service.service.housekeeping.run()
    expect(await statusOf(service, first.access_token)).toBe(401)
    expect(await service.service.sessions.listAlive(id, service.system.nowMs(), 200)).toHaveLength(100)
  })
})
