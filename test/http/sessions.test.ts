// R 10: what ends a session ends it at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { decodePart } from '../support/own-tokens.ts'
import { PASSWORD, type RunningService, startService } from '../support/service.ts'

const NEW_PASSWORD = 'a new one of four words'

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  beforeAll(async () => {
    s = await startService((await database.fresh()).config)
  })
  afterAll(() => s.stop())

  let made = 0
  const someone = async () => {
    made += 1
    const username = `user${made}`
    return { username, id: await s.addUser(username) }
  }
  const statusOf = async (token: string) => (await s.get('/protected', token)).status
  const authorized = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  test('R 10: a log-out ends its session and no other', async () => {
    const { username } = await someone()
    const [gone, stays] = [await s.logIn(username), await s.logIn(username)]
    expect((await s.send('POST', '/logout', authorized(gone.access_token))).status).toBe(204)
    expect(await statusOf(gone.access_token)).toBe(401)
    expect((await s.refresh(gone.refresh_token)).body.reason).toBe('session_revoked')
    expect(await statusOf(stays.access_token)).toBe(200)
  })

  test('R 10, J 8: a user who is disabled is out at once; enabled again, the old sessions stay dead', async () => {
    const { username, id } = await someone()
    const tokens = await s.logIn(username)
    await s.service.userAdministration.change(id, { disabled: true }, { atMs: s.system.nowMs() })
    expect(await statusOf(tokens.access_token)).toBe(401)
    expect((await s.refresh(tokens.refresh_token)).body.reason).toBe('session_revoked')
    await s.service.userAdministration.change(id, { disabled: false }, { atMs: s.system.nowMs() })
    expect(await statusOf(tokens.access_token)).toBe(401)
    expect(await statusOf((await s.logIn(username)).access_token)).toBe(200)
  })

  test('R 10: a user who is deleted is out at once', async () => {
    const { username, id } = await someone()
    const tokens = await s.logIn(username)
    await s.service.users.delete(id, { atMs: s.system.nowMs() })
    expect(await statusOf(tokens.access_token)).toBe(401)
    expect((await s.refresh(tokens.refresh_token)).body.reason).toBe('session_revoked')
    expect((await s.form('/token', { username, password: PASSWORD })).status).toBe(401)
  })

  test('T 12: an account made anew under the same name is another', async () => {
    const { username, id } = await someone()
    await s.service.users.delete(id, { atMs: s.system.nowMs() })
    expect(await s.addUser(username)).not.toBe(id)
    expect(id).toMatch(/^usr_[\w-]{22}$/)
  })

  describe('PUT /me/password', () => {
    const change = (token: string, current_password: string, new_password: string) =>
      s.json('PUT', '/me/password', { current_password, new_password }, token)

    test('P 11: ends every other session and keeps its own; the new password logs in, the old one does not', async () => {
      const { username } = await someone()
      const [own, other] = [await s.logIn(username), await s.logIn(username)]
      expect((await change(own.access_token, PASSWORD, NEW_PASSWORD)).status).toBe(204)
      expect(await statusOf(own.access_token)).toBe(200)
      expect((await s.refresh(own.refresh_token)).status).toBe(200)
      expect(await statusOf(other.access_token)).toBe(401)
      expect((await s.refresh(other.refresh_token)).body.reason).toBe('session_revoked')
      expect((await s.form('/token', { username, password: PASSWORD })).status).toBe(401)
      expect((await s.form('/token', { username, password: NEW_PASSWORD })).status).toBe(200)
    })

    test.each([
      ['a wrong current password', 'wrong', NEW_PASSWORD, '/current_password'],
      ['P 1: 14 characters', PASSWORD, 'a'.repeat(14), '/new_password'],
      ['P 1: 14 code points of 2 units each', PASSWORD, '😀'.repeat(14), '/new_password'],
      ['P 2: 1025 code points', PASSWORD, 'a'.repeat(1025), '/new_password'],
      ['P 5: a lone surrogate', PASSWORD, `${'a'.repeat(20)}\ud800`, '/new_password'],
    ])('%s is refused with the member that is wrong', async (_, current, next, pointer) => {
      const { username } = await someone()
      const { access_token } = await s.logIn(username)
      const { status, body } = await change(access_token, current, next)
      expect(status).toBe(422)
      expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer])
      expect((await s.form('/token', { username, password: PASSWORD })).status).toBe(200)
    })
  })

  test('GET /me/sessions lists what is alive, the newest use first, and marks the caller’s own', async () => {
    const { username } = await someone()
    const first = await s.logIn(username)
    s.system.advanceSeconds(1)
    const second = await s.logIn(username)
    s.system.advanceSeconds(1)
    const ended = await s.logIn(username)
    await s.send('POST', '/logout', authorized(ended.access_token))
    s.system.advanceSeconds(1)
    const refreshed = (await s.refresh(first.refresh_token)).body
    const { body } = await s.get('/me/sessions', second.access_token)
    expect(body.sessions.map((session: { current: boolean }) => session.current)).toEqual([false, true])
    expect(body.sessions[0]).toMatchObject({ client_id: 'default', scope: 'data:read', last_used_at: '2026-01-01T00:00:03.000Z' })
    expect(Object.keys(body.sessions[0]).slice(-3)).toEqual(['current', 'address', 'device'])
    expect((await s.get('/me/sessions', refreshed.access_token)).body.sessions[0].current).toBe(true)
  })

  test('DELETE /me/sessions/{id} ends one’s own session; another’s and an unknown one are not found', async () => {
    const [{ username }, stranger] = [await someone(), await someone()]
    const [mine, other] = [await s.logIn(username), await s.logIn(username)]
    const foreign = await s.logIn(stranger.username)
    const listed = (await s.get('/me/sessions', other.access_token)).body.sessions as { id: string; current: boolean }[]
    const { id } = listed.find(({ current }) => current)!
    const end = (token: string, session: string) => s.send('DELETE', `/me/sessions/${session}`, authorized(token))
    expect((await end(foreign.access_token, id)).status).toBe(404)
    expect(await statusOf(other.access_token)).toBe(200)
    expect((await end(mine.access_token, id)).status).toBe(204)
    expect(await statusOf(other.access_token)).toBe(401)
    expect((await end(mine.access_token, id)).status).toBe(404)
    expect((await end(mine.access_token, '%00')).status).toBe(404)
  })

  test('GET /me tells of the account as it is now', async () => {
    const { username, id } = await someone()
    const { access_token } = await s.logIn(username)
    expect((await s.get('/me', access_token)).body).toMatchObject({ id, username, scope: 'data:read' })
  })

  describe('of a client that may not refresh', () => {
    const MAIL = { grant_type: 'password', client_id: 'mail', password: PASSWORD }
    const sessionOf = (token: string) => decodePart(token.split('.')[1]) as { sid: string; exp: number }
    const mailLogin = async (username: string) => (await s.form('/token', { ...MAIL, username })).body.access_token as string
    beforeAll(() => s.addClient('mail', { confidential: false, authMethods: ['none'], grants: ['password'], scope: 'of_user' }))

    test('a session ends exactly at the exp of its access token (DESIGN §3)', async () => {
      s.system.advanceMs(613)
      const { username, id } = await someone()
      const token = await mailLogin(username)
      const { exp, sid } = sessionOf(token)
      const { standing } = await s.service.sessions.findStanding(sid)
      expect(standing?.session).toMatchObject({ userId: id, endsAtMs: exp * 1000, idleEndsAtMs: exp * 1000, refreshable: false })
      s.system.advanceMs(exp * 1000 - 1 - s.system.nowMs())
      expect(await statusOf(token)).toBe(200)
      s.system.advanceMs(1)
      expect(await statusOf(token)).toBe(401)
    })

    test('its sessions drive no other out, however many (DESIGN §3)', async () => {
      const { username } = await someone()
      const phone = await s.logIn(username)
      s.system.advanceSeconds(1)
      const mail: string[] = []
      for (let login = 0; login < 110; login += 1) mail.push(await mailLogin(username))
      await s.service.housekeeping.run()
      expect(await statusOf(phone.access_token)).toBe(200)
      expect(await statusOf(mail[0]!)).toBe(200)
      const { sessions } = (await s.get('/me/sessions', phone.access_token)).body
      expect(sessions).toHaveLength(100)
      expect(sessions.at(-1)).toMatchObject({ client_id: 'default', current: true })
    })
  })

  test('DESIGN §3: more than 100 live sessions of one user: the sweep ends the least recently used', async () => {
    const { username, id } = await someone()
    const first = await s.logIn(username)
    const { newSession } = await import('../../src/sessions/session-policy.ts')
    s.system.advanceSeconds(1)
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
      await s.service.sessions.open(newSession(opened, policy, s.system), { event: { type: 'login', atMs: s.system.nowMs() } })
    }
    expect(await statusOf(first.access_token)).toBe(200)
    await s.service.housekeeping.run()
    expect(await statusOf(first.access_token)).toBe(401)
    expect(await s.service.sessions.listAlive(id, s.system.nowMs(), 200)).toHaveLength(100)
  })
})
