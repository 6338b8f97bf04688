// DESIGN §3: a refresh that is sent again with its Idempotency-Key is answered again, for 24 hours; and nobody gets more by it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInClient } from '../../src/clients/client.ts'
import { createRefresh } from '../../src/oauth/refresh.ts'
import { createIdempotencyKeys } from '../../src/sessions/idempotency-key.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { noRefusalLimiter } from '../../src/throttle/refusal-limiter.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { ISSUER, PASSWORD, type RunningService, SECRET, startService, type TestTokens } from '../support/service.ts'

const DAY_SECONDS = 86_400
const OTHER_SECRET = Buffer.alloc(32, 9)

describe.each(databases)('on $name', (database) => {
  let fresh: FreshDatabase
  let s: RunningService
  beforeAll(async () => {
    fresh = await database.fresh()
    s = await startService(fresh.config)
    await s.addUser('alice', { scope: 'data:read data:write' })
  })
  afterAll(() => s.stop())

  const ways = {
    'the form of /token': (refresh_token: string, headers: Record<string, string>) =>
      s.form('/token', { grant_type: 'refresh_token', refresh_token }, headers),
    'the form of /token/refresh': (refresh_token: string, headers: Record<string, string>) =>
      s.form('/token/refresh', { refresh_token }, headers),
    'Bearer at /token/refresh': (token: string, headers: Record<string, string>) =>
      s.send('POST', '/token/refresh', { headers: { ...headers, authorization: `Bearer ${token}` } }),
  }
  const asForm = ways['the form of /token']
  const asBearer = ways['Bearer at /token/refresh']
  const withKey = (key: string) => ({ 'idempotency-key': key })
  const isAlive = async (accessToken: string) => (await s.get('/protected', accessToken)).status === 200

  /** A refresh with a key, long enough ago that the grace is over. */
  async function refreshed(login?: TestTokens): Promise<{ key: string; spent: string; next: TestTokens }> {
    const key = randomUUID()
    const { refresh_token: spent } = login ?? (await s.logIn('alice'))
    const { body: next } = await asForm(spent, withKey(key))
    s.system.advanceSeconds(11)
    return { key, spent, next }
  }

  describe.each(Object.entries(ways))('by %s', (_, send) => {
    test('§3: a retry with its key gets the same successor for 24 h, and nothing is extended', async () => {
      const { refresh_token } = await s.logIn('alice')
      const key = withKey(randomUUID())
      const { body: first } = await send(refresh_token, key)
      s.system.advanceSeconds(DAY_SECONDS)
      const { status, body: again } = await send(refresh_token, key)
      expect(status).toBe(200)
      expect(again.refresh_token).toBe(first.refresh_token)
      expect(again.refresh_expires_in).toBe(first.refresh_expires_in - DAY_SECONDS)
      expect(await isAlive(again.access_token)).toBe(true)
      s.system.advanceSeconds(1)
      expect((await send(refresh_token, key)).status).toBeOneOf([400, 401])
      expect(await isAlive(again.access_token)).toBe(false)
    })

    test.each([
      ['21 characters', 'x'.repeat(21)],
      ['256 characters', 'x'.repeat(256)],
      ['nothing', ''],
      ['a space', `${'x'.repeat(22)} x`],
      ['beyond ASCII', `${'x'.repeat(22)}é`],
    ])('§3: a key of %s is refused, and the token is not spent', async (_, key) => {
      const { refresh_token } = await s.logIn('alice')
      const { status, body } = await send(refresh_token, withKey(key))
      const sentence = 'The header Idempotency-Key is malformed.'
      const problem = { detail: sentence }
      expect(status).toBe(400)
      expect(body).toEqual(send === asBearer ? problem : { error: 'invalid_request', error_description: sentence, ...problem })
      s.system.advanceSeconds(60)
      expect((await send(refresh_token, {})).status).toBe(200)
    })

    test.each([22, 255])('§3: a key of %i visible characters is taken', async (length) => {
      const { refresh_token } = await s.logIn('alice')
      const key = withKey('!~'.repeat(128).slice(0, length))
      expect((await send(refresh_token, key)).status).toBe(200)
      s.system.advanceSeconds(60)
      expect((await send(refresh_token, key)).status).toBe(200)
    })
  })

  test.each<[string, Record<string, string>]>([
    ['another key', withKey(randomUUID())],
    ['no key', {}],
  ])('R 4: after the grace %s is a replay, as ever', async (_, headers) => {
    const { spent, next } = await refreshed()
    expect(await asForm(spent, headers)).toMatchObject({ status: 400, body: { reason: 'refresh_reused' } })
    expect(await isAlive(next.access_token)).toBe(false)
  })

  test('R 5: within the grace another key, or none, converges as without keys; only the key of the rotation lasts', async () => {
    const { refresh_token } = await s.logIn('alice')
    const { body: first } = await asForm(refresh_token, {})
    const late = withKey(randomUUID())
    expect((await asForm(refresh_token, late)).body.refresh_token).toBe(first.refresh_token)
    s.system.advanceSeconds(11)
    expect((await asForm(refresh_token, late)).body.reason).toBe('refresh_reused')
  })

  test('R 4: once its successor was used, the key is nothing any more', async () => {
    const { key, spent, next } = await refreshed()
    const { body: last } = await asForm(next.refresh_token, withKey(key))
    expect((await asForm(spent, withKey(key))).body.reason).toBe('refresh_reused')
    expect(await isAlive(last.access_token)).toBe(false)
  })

  test('§3: the same key with the token of another session is that session’s own', async () => {
    const other = await s.logIn('alice')
    const { key, next } = await refreshed()
    const { body } = await asForm(other.refresh_token, withKey(key))
    expect(body.refresh_token).not.toBe(next.refresh_token)
    expect((await asForm(next.refresh_token, {})).status).toBe(200)
  })

  test('§3: a retry by an access token of the same session and counter is a replay, and so is the other way round', async () => {
    const login = await s.logIn('alice')
    const { key } = await refreshed(login)
    expect(await asBearer(login.access_token, withKey(key))).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    const { access_token, refresh_token } = await s.logIn('alice')
    expect((await asBearer(access_token, withKey(key))).status).toBe(200)
    s.system.advanceSeconds(11)
    expect((await asBearer(access_token, withKey(key))).body).not.toHaveProperty('refresh_token')
    expect((await asForm(refresh_token, withKey(key))).body.reason).toBe('refresh_reused')
  })

  test('R 7: the scope of a repeat is checked as that of any refresh, and a wider one ends nothing', async () => {
    const login = (await s.form('/token', { username: 'alice', password: PASSWORD, scope: 'data:read' })).body
    const { key, spent, next } = await refreshed(login)
    const repeat = (scope: string) => s.form('/token', { grant_type: 'refresh_token', refresh_token: spent, scope }, withKey(key))
    for (const scope of ['data:write', 'data:read data:write', 'bad"scope'])
      expect(await repeat(scope)).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    expect(await repeat('data:read')).toMatchObject({ status: 200, body: { scope: 'data:read', refresh_token: next.refresh_token } })
  })

  test('R 2: another client with the token and the key is told nothing, and nothing ends', async () => {
    const { key, spent, next } = await refreshed()
    const { sessions } = s.service
    const policy = { idleSeconds: 60, maxSeconds: 60, refreshGraceSeconds: 10 }
    const refresh = createRefresh({
      sessions,
      keys: s.service.keys,
      // Nothing of these is asked: what is refused is neither looked up nor signed.
      clients: {} as never,
      accessTokens: {} as never,
      refreshTokens: createRefreshTokens(SECRET),
      idempotencyKeys: createIdempotencyKeys(SECRET),
      limiter: noRefusalLimiter,
      issuer: ISSUER,
      policy,
      system: s.system,
    })
    const client = { ...builtInClient([]), id: 'other' }
    const caller = { address: '127.0.0.1', addressKey: '127.0.0.1', device: undefined }
    const presented = { kind: 'form', client, refreshToken: spent, resources: [] } as const
    expect(await refresh(presented, { caller, idempotencyKey: key })).toEqual({ kind: 'dead', reason: 'unknown' })
    expect((await asForm(spent, withKey(key))).body.refresh_token).toBe(next.refresh_token)
  })

  test('R 10: a session that has ended is dead for its retries too', async () => {
    const { key, spent, next } = await refreshed()
    expect((await s.send('POST', '/logout', { headers: { authorization: `Bearer ${next.access_token}` } })).status).toBe(204)
    expect((await asForm(spent, withKey(key))).body.reason).toBe('session_revoked')
  })

  test('R 6: 50 retries at once, a day later, get the one successor, and write nothing', async () => {
    const { key, spent, next } = await refreshed()
    s.system.advanceSeconds(DAY_SECONDS - 11)
    const { sessionId: id } = createRefreshTokens(SECRET).open(spent)!
    const before = (await s.service.sessions.findStanding(id)).standing
    const answers = await Promise.all(Array.from({ length: 50 }, () => asForm(spent, withKey(key))))
    expect(answers.map(({ body }) => body.refresh_token)).toEqual(Array(50).fill(next.refresh_token))
    expect((await s.service.sessions.findStanding(id)).standing).toEqual(before)
  })

  test('R 6: 50 first requests at once with one key make one lineage, which the key still knows after the grace', async () => {
    const { refresh_token } = await s.logIn('alice')
    const key = withKey(randomUUID())
    const answers = await Promise.all(Array.from({ length: 50 }, () => asForm(refresh_token, key)))
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
    s.system.advanceSeconds(3600)
    expect((await asForm(refresh_token, key)).body.refresh_token).toBe(answers[0]!.body.refresh_token)
  })

  test('a key at a login changes nothing', async () => {
    const login = { username: 'alice', password: PASSWORD }
    const [one, two] = [await s.form('/token', login, withKey('x'.repeat(22))), await s.form('/token', login, withKey('x'.repeat(22)))]
    expect([one.status, two.status]).toEqual([200, 200])
    expect(one.body.refresh_token).not.toBe(two.body.refresh_token)
  })

  test('§2, §3: a retry converges after a restart, also under a new service secret while the previous one is given', async () => {
    const { key, spent, next } = await refreshed()
    const { system } = s
    await s.stop()
    s = await startService(fresh.config, { system })
    expect((await asForm(spent, withKey(key))).body.refresh_token).toBe(next.refresh_token)
    await s.stop()
    s = await startService(fresh.config, { system, secret: { current: OTHER_SECRET, previous: SECRET.current } })
    const { status, body } = await asForm(spent, withKey(key))
    expect(status).toBe(200)
    // The same successor, made under the new secret.
    expect((await asForm(body.refresh_token, {})).status).toBe(200)
    expect((await asForm(next.refresh_token, {})).status).toBe(200)
  })
})
