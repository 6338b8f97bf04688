// REQUIREMENTS R 9, DESIGN §1: refresh by a token that is sent as Bearer, as the tutorials do it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { ownTokens } from '../support/own-tokens.ts'
import { ISSUER, type RunningService, startService } from '../support/service.ts'

describe.each(databases)('R 9: as Bearer at /token/refresh, on $name', (database) => {
  let s: RunningService
  beforeAll(async () => {
    s = await startService((await database.fresh()).config)
    await s.addUser('alice', { scope: 'data:read data:write' })
  })
  afterAll(() => s.stop())

  const asBearer = (token: string) => s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })
  const isAlive = async (accessToken: string) => (await s.get('/protected', accessToken)).status === 200

  test('a refresh token is rotated, and its successor answered', async () => {
    const { refresh_token } = await s.logIn('alice')
    const { status, body } = await asBearer(refresh_token)
    expect(status).toBe(200)
    expect((await s.refresh(body.refresh_token)).status).toBe(200)
  })

  test('an access token is spent by its rc: a retry converges, a replay ends the session', async () => {
    const { access_token } = await s.logIn('alice')
    const second = (await asBearer(access_token)).body
    const retry = await asBearer(access_token)
    expect(retry.status).toBe(200)
    s.system.advanceSeconds(11)
    expect(await asBearer(access_token)).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    expect(await isAlive(second.access_token)).toBe(false)
  })

  test('DESIGN §1: an access token refreshes nothing from its exp on, to the second', async () => {
    const [last, late] = [await s.logIn('alice'), await s.logIn('alice')]
    s.system.advanceSeconds(last.expires_in - 1)
    expect((await asBearer(last.access_token)).status).toBe(200)
    s.system.advanceSeconds(1)
    expect(await asBearer(late.access_token)).toMatchObject({ status: 401, body: { detail: 'Token has expired' } })
    // Nothing was spent.
    expect((await s.refresh(late.refresh_token)).status).toBe(200)
  })

  test('J 11: an access token that is bound to a key refreshes nothing, though it is good otherwise', async () => {
    const { access_token, refresh_token } = await s.logIn('alice')
    const own = ownTokens(s, access_token)
    expect(await asBearer(await own.signed({ cnf: { jkt: 'x' } }))).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    // Nothing was spent, and without the key it is good.
    expect((await asBearer(await own.signed())).status).toBe(200)
    expect((await s.refresh(refresh_token)).status).toBe(200)
  })

  test('an access token keeps its scope, which is never wider', async () => {
    const { refresh_token } = await s.logIn('alice')
    const narrow = (await s.form('/token', { grant_type: 'refresh_token', refresh_token, scope: 'data:read' })).body
    expect((await asBearer(narrow.access_token)).body.scope).toBe('data:read')
  })

  test('a dead token of any kind is a 401', async () => {
    const { access_token, refresh_token } = await s.logIn('alice')
    expect((await s.send('POST', '/logout', { headers: { authorization: `Bearer ${access_token}` } })).status).toBe(204)
    for (const token of [access_token, refresh_token]) {
      const answer = await asBearer(token)
      expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mintmark", error="invalid_token"')
    }
  })
})

describe.each(databases)('with MINTMARK_AUDIENCE, on $name', (database) => {
  test('R 9: an access token that another service sees refreshes nothing, and opens no account route', async () => {
    const s = await startService((await database.fresh()).config, { config: { audience: ['https://orders.example.com'] } })
    await s.addUser('alice')
    const { access_token, refresh_token } = await s.logIn('alice')
    const claims = JSON.parse(Buffer.from(access_token.split('.')[1]!, 'base64url').toString())
    expect(claims.aud).toEqual([ISSUER, 'https://orders.example.com'])
    const answer = await s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${access_token}` } })
    expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    expect(JSON.parse(s.logged.at(-1)!)).toMatchObject({ code: 'invalid_token', reason: 'its audience is not this service alone' })
    for (const path of ['/protected', '/secure-data', '/', '/me']) expect((await s.get(path, access_token)).status).toBe(200)
    expect((await s.get('/me/sessions', access_token)).status).toBe(403)
    expect((await s.refresh(refresh_token)).status).toBe(200)
    await s.stop()
  })
})

describe.each(databases)('with MINTMARK_DEFAULT_CLIENT=off, on $name', (database) => {
  test('J 8, R 10: what the client default had before is refused, and lives again when it is back', async () => {
    const { config } = await database.fresh()
    const s = await startService(config)
    await s.addUser('alice')
    const { access_token, refresh_token } = await s.logIn('alice')
    const off = await startService(config, { config: { defaultClient: false }, system: s.system })
    const authorized = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
    for (const path of ['/protected', '/me', '/secure-data']) {
      expect(await off.get(path, access_token)).toMatchObject({ status: 401, body: { detail: 'Invalid or expired token' } })
    }
    expect(await off.send('POST', '/token/refresh', authorized(access_token))).toMatchObject({ status: 403 })
    expect(await off.send('POST', '/token/refresh', authorized(refresh_token))).toMatchObject({ status: 401 })
    expect(await off.refresh(refresh_token)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect((await s.get('/protected', access_token)).status).toBe(200)
    expect((await s.refresh(refresh_token)).status).toBe(200)
    await Promise.all([off.stop(), s.stop()])
  })
})
