// REQUIREMENTS R 9: refresh by a token sent as Bearer, as the tutorials do it
// (docs/design/sessions.md#refresh-by-bearer).
import { describe, expect, test } from 'vitest'
import { databases } from '../../support/databases.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { ownTokens } from '../../support/own-tokens.ts'
import { ISSUER, type RunningService, startService } from '../../support/service.ts'

describe.each(onEachDatabase())('as Bearer at /token/refresh, on $name (R 9)', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice', { scope: 'data:read data:write' })
  })

  const asBearer = (service: RunningService, token: string) =>
    service.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })
  const isAlive = async (service: RunningService, accessToken: string) => (await service.get('/protected', accessToken)).status === 200

  test('a refresh token is rotated, and the successor returned', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const { status, body } = await asBearer(service, refresh_token)
    expect(status).toBe(200)
    expect((await service.refresh(body.refresh_token)).status).toBe(200)
  })

  // RFC 6749 §3.2: a parameter without a value counts as absent.
  test.for(['', 'refresh_token=', 'refresh_token=&scope='])('a form without values may come with it: "%s"', async (form, { service }) => {
    const { refresh_token } = await service.logIn('alice')
    expect((await service.form('/token/refresh', form, { authorization: `Bearer ${refresh_token}` })).status).toBe(200)
    expect(await service.form('/token/refresh', form)).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } })
  })

  test('an access token refreshes once: retries converge, replays end the session', async ({ service }) => {
    const { access_token } = await service.logIn('alice')
    const second = (await asBearer(service, access_token)).body
    const retry = await asBearer(service, access_token)
    expect(retry.status).toBe(200)
    service.system.advanceSeconds(11)
    expect(await asBearer(service, access_token)).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    expect(await isAlive(service, second.access_token)).toBe(false)
  })

  test('an access token refreshes nothing from its exp on', async ({ service }) => {
    const [last, late] = [await service.logIn('alice'), await service.logIn('alice')]
    service.system.advanceSeconds(last.expires_in - 1)
    expect((await asBearer(service, last.access_token)).status).toBe(200)
    service.system.advanceSeconds(1)
    expect(await asBearer(service, late.access_token)).toMatchObject({ status: 401, body: { detail: 'Token has expired' } })
    // The refresh token was not used.
    expect((await service.refresh(late.refresh_token)).status).toBe(200)
  })

  test('an access token bound to a key refreshes nothing (J 11)', async ({ service }) => {
    const { access_token, refresh_token } = await service.logIn('alice')
    const own = ownTokens(service, access_token)
    expect(await asBearer(service, await own.signed({ cnf: { jkt: 'x' } }))).toMatchObject({
      status: 401,
      body: { detail: 'Invalid token' },
    })
    // The token was not used, and works without the key.
    expect((await asBearer(service, await own.signed())).status).toBe(200)
    expect((await service.refresh(refresh_token)).status).toBe(200)
  })

  test('an access token keeps its scope, which never widens', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const narrow = (await service.form('/token', { grant_type: 'refresh_token', refresh_token, scope: 'data:read' })).body
    expect((await asBearer(service, narrow.access_token)).body.scope).toBe('data:read')
  })

  test('every dead token is a 401', async ({ service }) => {
    const { access_token, refresh_token } = await service.logIn('alice')
    expect((await service.send('POST', '/logout', { headers: { authorization: `Bearer ${access_token}` } })).status).toBe(204)
    for (const token of [access_token, refresh_token]) {
      const answer = await asBearer(service, token)
      expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mintmark", error="invalid_token"')
    }
  })
})

describe.each(databases)('with MINTMARK_AUDIENCE, on $name', (database) => {
  test('an access token for another service refreshes nothing (R 9)', async () => {
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
  test('tokens of the default client work only while it is on (J 8, R 10)', async () => {
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
