// REQUIREMENTS R: sessions and their refresh (docs/design/sessions.md).
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { PASSWORD, type RunningService, SECRET } from '../../support/service.ts'

const DAY_SECONDS = 86_400

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice', { scope: 'data:read data:write' })
  })

  const asBearer = (service: RunningService, token: string) =>
    service.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })
  const isAlive = async (service: RunningService, accessToken: string) => (await service.get('/protected', accessToken)).status === 200

  test.for<[string, string]>([
    ['junk', 'junk'],
    ['the prefix alone', 'mrt_'],
    ['another spelling', 'respelled'],
    ['one byte changed', 'forged'],
    ['an access token', 'access'],
  ])('a foreign token is refused without a reason: %s (R 1)', async ([_, kind], { service }) => {
    const { refresh_token, access_token } = await service.logIn('alice')
    const other = refresh_token[20] === 'A' ? 'B' : 'A'
    const token =
      { respelled: `${refresh_token}=`, forged: refresh_token.slice(0, 20) + other + refresh_token.slice(21), access: access_token }[
        kind
      ] ?? kind
    const { status, body } = await service.refresh(token)
    expect(status).toBe(400)
    expect(body).toEqual({
      error: 'invalid_grant',
      error_description: 'The refresh token is not valid.',
      detail: 'The refresh token is not valid.',
    })
    expect((await service.refresh(refresh_token)).status).toBe(200)
  })

  test('every refresh rotates the token, and the session lives on (R 3)', async ({ service }) => {
    let tokens = await service.logIn('alice')
    for (let turn = 0; turn < 5; turn += 1) {
      service.system.advanceSeconds(60)
      const { status, body } = await service.refresh(tokens.refresh_token)
      expect(status).toBe(200)
      expect(body.refresh_token).not.toBe(tokens.refresh_token)
      tokens = body
    }
    expect(await isAlive(service, tokens.access_token)).toBe(true)
  })

  test('the form of /token/refresh needs no grant_type', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    expect((await service.form('/token/refresh', { refresh_token })).status).toBe(200)
  })

  test('a replay after the grace ends the session and its tokens (R 4)', async ({ service }) => {
    const first = await service.logIn('alice')
    const second = (await service.refresh(first.refresh_token)).body
    service.system.advanceSeconds(11)
    expect(await isAlive(service, second.access_token)).toBe(true)
    const replay = await service.refresh(first.refresh_token)
    expect(replay).toMatchObject({ status: 400, body: { error: 'invalid_grant', reason: 'refresh_reused' } })
    expect(await isAlive(service, second.access_token)).toBe(false)
    expect(await isAlive(service, first.access_token)).toBe(false)
    expect(await service.refresh(second.refresh_token)).toMatchObject({ status: 400, body: { reason: 'refresh_reused' } })
  })

  test('an older counter ends the session even within the grace (R 4)', async ({ service }) => {
    const first = await service.logIn('alice')
    const second = (await service.refresh(first.refresh_token)).body
    const third = (await service.refresh(second.refresh_token)).body
    expect((await service.refresh(first.refresh_token)).body.reason).toBe('refresh_reused')
    expect(await isAlive(service, third.access_token)).toBe(false)
  })

  test('a retry within the grace gets the same successor, with nothing extended (R 5)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const answer = (await service.refresh(refresh_token)).body
    service.system.advanceSeconds(9)
    const retry = (await service.refresh(refresh_token)).body
    expect(retry.refresh_token).toBe(answer.refresh_token)
    expect(retry.refresh_expires_in).toBe(answer.refresh_expires_in - 9)
    service.system.advanceSeconds(2)
    // The grace begins at the rotation, not at the retry.
    expect((await service.refresh(refresh_token)).body.reason).toBe('refresh_reused')
  })

  test('a clock set back does not make the grace longer (R 5)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    expect((await service.refresh(refresh_token)).status).toBe(200)
    service.system.advanceSeconds(-7200)
    expect((await service.refresh(refresh_token)).body.reason).toBe('refresh_reused')
    service.system.advanceSeconds(7200)
  })

  test('a refresh token is refused as Bearer at a resource (R 1)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    for (const path of ['/protected', '/me', '/']) expect((await service.get(path, refresh_token)).status).toBe(401)
  })

  test('a wider scope is refused, and the token not spent (R 7)', async ({ service }) => {
    const { body } = await service.form('/token', { username: 'alice', password: PASSWORD, scope: 'data:read' })
    for (const scope of ['data:write', 'data:read data:write', 'admin', 'bad"scope']) {
      const answer = await service.form('/token', { grant_type: 'refresh_token', refresh_token: body.refresh_token, scope })
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    }
    service.system.advanceSeconds(60)
    expect((await service.refresh(body.refresh_token)).body.scope).toBe('data:read')
  })

  test('a narrower scope counts for this access token only (R 7)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const narrowed = (await service.form('/token', { grant_type: 'refresh_token', refresh_token, scope: 'data:write' })).body
    expect(narrowed.scope).toBe('data:write')
    expect((await service.refresh(narrowed.refresh_token)).body.scope).toBe('data:read data:write')
  })

  test('the idle end moves with use, and ends an unused session (R 8)', async ({ service }) => {
    let tokens = await service.logIn('alice')
    service.system.advanceSeconds(13 * DAY_SECONDS)
    tokens = (await service.refresh(tokens.refresh_token)).body
    service.system.advanceSeconds(14 * DAY_SECONDS)
    expect(await service.refresh(tokens.refresh_token)).toMatchObject({ status: 400, body: { reason: 'refresh_expired' } })
    expect(await asBearer(service, tokens.refresh_token)).toMatchObject({ status: 401, body: { detail: 'Token has expired' } })
  })

  test('the absolute end never moves, and limits access tokens (R 8)', async ({ service }) => {
    let tokens = await service.logIn('alice')
    for (let turn = 0; turn < 2; turn += 1) {
      service.system.advanceSeconds(13 * DAY_SECONDS)
      tokens = (await service.refresh(tokens.refresh_token)).body
    }
    expect(tokens.refresh_expires_in).toBe(4 * DAY_SECONDS)
    service.system.advanceSeconds(4 * DAY_SECONDS - 60)
    tokens = (await service.refresh(tokens.refresh_token)).body
    expect(tokens).toMatchObject({ expires_in: 60, refresh_expires_in: 60 })
    service.system.advanceSeconds(60)
    expect(await isAlive(service, tokens.access_token)).toBe(false)
    expect((await service.refresh(tokens.refresh_token)).body.reason).toBe('refresh_expired')
  })

  test('a counter ahead of the row, after a restore, ends the session', async ({ service }) => {
    const { refresh_token, access_token } = await service.logIn('alice')
    const { createRefreshTokens } = await import('../../../src/sessions/refresh-token.ts')
    const tokens = createRefreshTokens(SECRET)
    const ahead = tokens.mint({ ...tokens.open(refresh_token)!, counter: 5 })
    expect(await service.refresh(ahead)).toMatchObject({ status: 400, body: { reason: 'session_revoked' } })
    expect(await isAlive(service, access_token)).toBe(false)
    expect((await service.refresh(refresh_token)).body.reason).toBe('session_revoked')
  })
})
