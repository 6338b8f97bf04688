// REQUIREMENTS R, DESIGN §3: sessions and refresh.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { PASSWORD, type RunningService, SECRET, startService } from '../support/service.ts'

const DAY_SECONDS = 86_400

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  beforeAll(async () => {
    s = await startService((await database.fresh()).config)
    await s.addUser('alice', { scope: 'data:read data:write' })
  })
  afterAll(() => s.stop())

  const asBearer = (token: string) => s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })
  const isAlive = async (accessToken: string) => (await s.get('/protected', accessToken)).status === 200

  test('R 3: every use rotates; the successor works, and so does the session', async () => {
    let tokens = await s.logIn('alice')
    for (let turn = 0; turn < 5; turn += 1) {
      s.system.advanceSeconds(60)
      const { status, body } = await s.refresh(tokens.refresh_token)
      expect(status).toBe(200)
      expect(body.refresh_token).not.toBe(tokens.refresh_token)
      tokens = body
    }
    expect(await isAlive(tokens.access_token)).toBe(true)
  })

  test('the form of /token/refresh needs no grant_type', async () => {
    const { refresh_token } = await s.logIn('alice')
    expect((await s.form('/token/refresh', { refresh_token })).status).toBe(200)
  })

  test('R 4: a replay after the grace is refused, and the session and its access tokens are dead at once', async () => {
    const first = await s.logIn('alice')
    const second = (await s.refresh(first.refresh_token)).body
    s.system.advanceSeconds(11)
    expect(await isAlive(second.access_token)).toBe(true)
    const replay = await s.refresh(first.refresh_token)
    expect(replay).toMatchObject({ status: 400, body: { error: 'invalid_grant', reason: 'refresh_reused' } })
    expect(await isAlive(second.access_token)).toBe(false)
    expect(await isAlive(first.access_token)).toBe(false)
    expect(await s.refresh(second.refresh_token)).toMatchObject({ status: 400, body: { reason: 'refresh_reused' } })
  })

  test('R 4: an older counter ends the session even within the grace', async () => {
    const first = await s.logIn('alice')
    const second = (await s.refresh(first.refresh_token)).body
    const third = (await s.refresh(second.refresh_token)).body
    expect((await s.refresh(first.refresh_token)).body.reason).toBe('refresh_reused')
    expect(await isAlive(third.access_token)).toBe(false)
  })

  test('R 5: a retry within the grace gets the same successor, and nothing is extended', async () => {
    const { refresh_token } = await s.logIn('alice')
    const answer = (await s.refresh(refresh_token)).body
    s.system.advanceSeconds(9)
    const retry = (await s.refresh(refresh_token)).body
    expect(retry.refresh_token).toBe(answer.refresh_token)
    expect(retry.refresh_expires_in).toBe(answer.refresh_expires_in - 9)
    s.system.advanceSeconds(2)
    // The grace runs from the rotation, not from the retry.
    expect((await s.refresh(refresh_token)).body.reason).toBe('refresh_reused')
  })

  test('R 5: a clock that was set back does not make the grace longer', async () => {
    const { refresh_token } = await s.logIn('alice')
    expect((await s.refresh(refresh_token)).status).toBe(200)
    s.system.advanceSeconds(-7200)
    expect((await s.refresh(refresh_token)).body.reason).toBe('refresh_reused')
    s.system.advanceSeconds(7200)
  })

  test.each([
    ['junk', 'junk'],
    ['the prefix alone', 'mrt_'],
    ['another spelling', 'respelled'],
    ['one byte changed', 'forged'],
    ['an access token', 'access'],
  ])('R 1: a token that this service did not make is refused without a reason: %s', async (_, kind) => {
    const { refresh_token, access_token } = await s.logIn('alice')
    const other = refresh_token[20] === 'A' ? 'B' : 'A'
    const token =
      { respelled: `${refresh_token}=`, forged: refresh_token.slice(0, 20) + other + refresh_token.slice(21), access: access_token }[
        kind
      ] ?? kind
    const { status, body } = await s.refresh(token)
    expect(status).toBe(400)
    expect(body).toEqual({
      error: 'invalid_grant',
      error_description: 'The refresh token is not valid.',
      detail: 'The refresh token is not valid.',
    })
    expect((await s.refresh(refresh_token)).status).toBe(200)
  })

  test('R 1: a refresh token is never accepted as Bearer at a resource', async () => {
    const { refresh_token } = await s.logIn('alice')
    for (const path of ['/protected', '/me', '/']) expect((await s.get(path, refresh_token)).status).toBe(401)
  })

  test('R 7: a wider scope is refused, and the token is not spent', async () => {
    const { body } = await s.form('/token', { username: 'alice', password: PASSWORD, scope: 'data:read' })
    for (const scope of ['data:write', 'data:read data:write', 'admin', 'bad"scope']) {
      const answer = await s.form('/token', { grant_type: 'refresh_token', refresh_token: body.refresh_token, scope })
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    }
    s.system.advanceSeconds(60)
    expect((await s.refresh(body.refresh_token)).body.scope).toBe('data:read')
  })

  test('R 7: a narrower scope is granted for this token only', async () => {
    const { refresh_token } = await s.logIn('alice')
    const narrowed = (await s.form('/token', { grant_type: 'refresh_token', refresh_token, scope: 'data:write' })).body
    expect(narrowed.scope).toBe('data:write')
    expect((await s.refresh(narrowed.refresh_token)).body.scope).toBe('data:read data:write')
  })

  test('R 8: the idle end moves with use, and ends the session without it', async () => {
    let tokens = await s.logIn('alice')
    s.system.advanceSeconds(13 * DAY_SECONDS)
    tokens = (await s.refresh(tokens.refresh_token)).body
    s.system.advanceSeconds(14 * DAY_SECONDS)
    expect(await s.refresh(tokens.refresh_token)).toMatchObject({ status: 400, body: { reason: 'refresh_expired' } })
    expect(await asBearer(tokens.refresh_token)).toMatchObject({ status: 401, body: { detail: 'Token has expired' } })
  })

  test('R 8: the absolute end never moves, and no access token outlives it', async () => {
    let tokens = await s.logIn('alice')
    for (let turn = 0; turn < 2; turn += 1) {
      s.system.advanceSeconds(13 * DAY_SECONDS)
      tokens = (await s.refresh(tokens.refresh_token)).body
    }
    expect(tokens.refresh_expires_in).toBe(4 * DAY_SECONDS)
    s.system.advanceSeconds(4 * DAY_SECONDS - 60)
    tokens = (await s.refresh(tokens.refresh_token)).body
    expect(tokens).toMatchObject({ expires_in: 60, refresh_expires_in: 60 })
    s.system.advanceSeconds(60)
    expect(await isAlive(tokens.access_token)).toBe(false)
    expect((await s.refresh(tokens.refresh_token)).body.reason).toBe('refresh_expired')
  })

  test('DESIGN §3: a counter ahead of the row, as after a restore, ends the session', async () => {
    const { refresh_token, access_token } = await s.logIn('alice')
    const { createRefreshTokens } = await import('../../src/sessions/refresh-token.ts')
    const tokens = createRefreshTokens(SECRET)
    const ahead = tokens.mint({ ...tokens.open(refresh_token)!, counter: 5 })
    expect(await s.refresh(ahead)).toMatchObject({ status: 400, body: { reason: 'session_revoked' } })
    expect(await isAlive(access_token)).toBe(false)
    expect((await s.refresh(refresh_token)).body.reason).toBe('session_revoked')
  })
})
