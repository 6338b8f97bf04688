// The client's session over real HTTP: one shared refresh, in time, and none after the session is over.
import { describe, expect, test } from 'vitest'
import { answer } from './between.ts'
import { ALICE, openStore, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900

describe('logging in and out', () => {
  test('a login stores the session and authorizes calls', async () => {
    const client = p.client()
    expect(await client.get('/me')).toEqual({ status: 'session_ended', reason: 'not_logged_in' })
    expect(await client.logIn(ALICE)).toMatchObject({ status: 200, body: { token_type: 'bearer', expires_in: TTL_SECONDS } })
    const me = await client.get('/me')
    expect(me.status === 200 && me.body.username).toBe('alice')
    expect(await client.fetch(`${p.between.url}/protected`)).toMatchObject({ status: 'answered', response: { status: 200 } })
  })

  test('a wrong password returns 401, and the earlier session stays', async () => {
    const client = await p.loggedIn()
    const refused = await client.logIn({ ...ALICE, password: 'a wrong password' })
    expect(refused.status === 401 && refused.body.error).toBe('invalid_grant')
    expect((await client.get('/me')).status).toBe(200)
  })

  test('logging out ends the session and clears the store (RFC 7009)', async () => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    const token = store.kept()!.accessToken
    expect((await client.logOut()).status).toBe(200)
    expect(store.kept()).toBeUndefined()
    expect((await p.s.get('/protected', token)).status).toBe(401)
    expect(await client.logOut()).toEqual({ status: 'session_ended', reason: 'not_logged_in' })
  })

  test('if Mintmark cannot be reached, logging out still clears the store', async () => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    p.between.stop()
    expect((await client.logOut()).status).toBe('network')
    expect(store.kept()).toBeUndefined()
  })
})

describe('refreshing', () => {
  test('50 calls at once after the token has expired send one refresh (R 6)', async () => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(TTL_SECONDS + 60)
    const results = await Promise.all(Array.from({ length: 50 }, () => client.get('/me')))
    expect(results.map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect(p.between.refreshes()).toHaveLength(1)
  })

  test.each([
    ['31 s before it expires', TTL_SECONDS - 31, 0],
    ['30 s before it expires', TTL_SECONDS - 30, 1],
  ])('a token is refreshed before it expires: %s', async (_, seconds, refreshes) => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(seconds)
    expect((await client.get('/me')).status).toBe(200)
    expect(p.between.refreshes()).toHaveLength(refreshes)
  })

  test('a failing refresh delays no call while the token is valid', async () => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(TTL_SECONDS - 20)
    p.between.meet('POST /token', answer(503, { 'retry-after': '5' }), Number.POSITIVE_INFINITY)
    for (let call = 0; call < 3; call += 1) expect((await client.get('/me')).status).toBe(200)
    expect([p.between.refreshes().length, p.world.waits]).toEqual([1, []])
  })

  test('every refresh carries its own idempotency key', async () => {
    const client = await p.loggedIn()
    for (let period = 0; period < 3; period += 1) {
      p.s.system.advanceSeconds(TTL_SECONDS)
      expect((await client.get('/me')).status).toBe(200)
    }
    const keys = p.between.refreshes().map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(3)
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
  })

  test('if one caller aborts, the others still get their answer', async () => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(TTL_SECONDS)
    const leaving = new AbortController()
    const calls = [client.accessToken({ signal: leaving.signal }), client.accessToken()]
    p.between.meet('POST /token', (forward) => {
      leaving.abort()
      return forward()
    })
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(['aborted', 'ok'])
    expect(p.between.refreshes()).toHaveLength(1)
  })

  test('a refresh that all callers left is repeated with its key', async () => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(TTL_SECONDS)
    const leaving = new AbortController()
    const call = client.get('/me', { signal: leaving.signal })
    p.between.meet('POST /token', async (forward) => {
      const response = await forward()
      leaving.abort()
      return response
    })
    expect((await call).status).toBe('aborted')
    p.s.system.advanceSeconds(60)
    expect((await client.get('/me')).status).toBe(200)
    const [first, second] = p.between.refreshes()
    expect(second!.headers['idempotency-key']).toBe(first!.headers['idempotency-key'])
  })
})

describe('a session that is over', () => {
  const deaths: [string, string, (token: string) => Promise<unknown>][] = [
    ['session_revoked', 'logged out elsewhere', (token) => p.s.send('POST', '/logout', { headers: { authorization: `Bearer ${token}` } })],
    ['refresh_expired', 'idle for too long', async () => p.s.system.advanceSeconds(15 * 86_400)],
  ]
  test.each(deaths)('%s (%s) clears the store and stops all requests (R 4, R 10)', async (reason, _, kill) => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    await kill(store.kept()!.accessToken)
    const results = await Promise.all(Array.from({ length: 10 }, () => client.get('/me')))
    expect(results).toEqual(Array(10).fill({ status: 'session_ended', reason }))
    expect(store.kept()).toBeUndefined()
    const sent = p.between.seen.length
    for (let call = 0; call < 3; call += 1) expect(await client.accessToken()).toEqual({ status: 'session_ended', reason: 'not_logged_in' })
    expect(p.between.seen).toHaveLength(sent)
    expect(p.between.refreshes()).toHaveLength(1)
  })

  test('a stolen refresh token that was used ends it (R 4)', async () => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    await p.s.refresh(store.kept()!.refreshToken!)
    p.s.system.advanceSeconds(TTL_SECONDS)
    expect(await client.get('/me')).toEqual({ status: 'session_ended', reason: 'refresh_reused' })
    expect(store.kept()).toBeUndefined()
  })

  test('deleting its client ends it (C 3)', async () => {
    await p.s.addClient('spa', { confidential: false, grants: ['password', 'refresh_token'], authMethods: ['none'], scope: 'of_user' })
    const store = openStore()
    const client = await p.loggedIn({ store, client: { id: 'spa' } })
    const admin = await p.loggedIn()
    expect((await admin.logIn({ ...ALICE, scope: 'admin' })).status).toBe(200)
    expect((await admin.delete('/admin/clients/{client_id}', { params: { path: { client_id: 'spa' } } })).status).toBe(204)
    expect(await client.get('/me')).toEqual({ status: 'session_ended', reason: 'refused' })
    expect(store.kept()).toBeUndefined()
  })

  test("a confidential client with a wrong secret ends nobody's session (C 3)", async () => {
    const secret = await p.s.addClient('site', { grants: ['password', 'refresh_token'], scope: 'of_user' })
    const store = openStore()
    await p.loggedIn({ store, client: { id: 'site', secret } })
    p.s.system.advanceSeconds(TTL_SECONDS)
    const misled = p.client({ store, client: { id: 'site', secret: 'before the rotation' } })
    expect(await misled.get('/me')).toMatchObject({ status: 'no_token', answer: { status: 401, body: { error: 'invalid_client' } } })
    expect((await p.client({ store, client: { id: 'site', secret } }).get('/me')).status).toBe(200)
  })

  test('a new login starts a new session', async () => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(15 * 86_400)
    expect((await client.get('/me')).status).toBe('session_ended')
    await client.logIn(ALICE)
    expect((await client.get('/me')).status).toBe(200)
  })
})
