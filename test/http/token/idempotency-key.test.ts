// A refresh with an Idempotency-Key can be repeated for 24 hours (docs/design/sessions.md#idempotency-key).
// The key never gives more than the first answer did.

import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { builtInClient } from '../../../src/clients/client.ts'
import { createRefresh } from '../../../src/oauth/refresh.ts'
import { newOutcomeCounts } from '../../../src/ops/metrics/outcomes.ts'
import { createIdempotencyKeys } from '../../../src/sessions/idempotency-key.ts'
import { createRefreshTokens } from '../../../src/sessions/refresh-token.ts'
import { noRefusalLimiter } from '../../../src/throttle/refusal-limiter.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { ISSUER, PASSWORD, type RunningService, SECRET, startService, type TestTokens } from '../../support/service.ts'

const DAY_SECONDS = 86_400
const OTHER_SECRET = Buffer.alloc(32, 9)

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice', { scope: 'data:read data:write' })
  })

  const ways = {
    'the form of /token': (at: RunningService, refresh_token: string, headers: Record<string, string>) =>
      at.form('/token', { grant_type: 'refresh_token', refresh_token }, headers),
    'the form of /token/refresh': (at: RunningService, refresh_token: string, headers: Record<string, string>) =>
      at.form('/token/refresh', { refresh_token }, headers),
    'Bearer at /token/refresh': (at: RunningService, token: string, headers: Record<string, string>) =>
      at.send('POST', '/token/refresh', { headers: { ...headers, authorization: `Bearer ${token}` } }),
  }
  const asForm = ways['the form of /token']
  const asBearer = ways['Bearer at /token/refresh']
  const withKey = (key: string) => ({ 'idempotency-key': key })
  const isAlive = async (service: RunningService, accessToken: string) => (await service.get('/protected', accessToken)).status === 200

  /** Refreshes with a key, and waits until the grace is over. */
  const refreshed = async (service: RunningService, login?: TestTokens): Promise<{ key: string; spent: string; next: TestTokens }> => {
    const key = randomUUID()
    const { refresh_token: spent } = login ?? (await service.logIn('alice'))
    const { body: next } = await asForm(service, spent, withKey(key))
    service.system.advanceSeconds(11)
    return { key, spent, next }
  }

  describe.each(Object.entries(ways))('by %s', (_, send) => {
    test.for<[string, string]>([
      ['21 characters', 'x'.repeat(21)],
      ['256 characters', 'x'.repeat(256)],
      ['no characters', ''],
      ['a space', `${'x'.repeat(22)} x`],
      ['non-ASCII letters', `${'x'.repeat(22)}é`],
    ])('a key with %s is refused, and the token not spent', async ([_, key], { service }) => {
      const { refresh_token } = await service.logIn('alice')
      const { status, body } = await send(service, refresh_token, withKey(key))
      const sentence = 'The header Idempotency-Key is malformed.'
      const problem = { detail: sentence }
      expect(status).toBe(400)
      expect(body).toEqual(send === asBearer ? problem : { error: 'invalid_request', error_description: sentence, ...problem })
      service.system.advanceSeconds(60)
      expect((await send(service, refresh_token, {})).status).toBe(200)
    })
    test('a retry with its key gets the same successor for 24 h', async ({ service }) => {
      const { refresh_token } = await service.logIn('alice')
      const key = withKey(randomUUID())
      const { body: first } = await send(service, refresh_token, key)
      service.system.advanceSeconds(DAY_SECONDS)
      const { status, body: again } = await send(service, refresh_token, key)
      expect(status).toBe(200)
      expect(again.refresh_token).toBe(first.refresh_token)
      expect(again.refresh_expires_in).toBe(first.refresh_expires_in - DAY_SECONDS)
      expect(await isAlive(service, again.access_token)).toBe(true)
      service.system.advanceSeconds(1)
      expect((await send(service, refresh_token, key)).status).toBeOneOf([400, 401])
      expect(await isAlive(service, again.access_token)).toBe(false)
    })

    test.for([22, 255])('a key of %i visible characters is accepted', async (length, { service }) => {
      const { refresh_token } = await service.logIn('alice')
      const key = withKey('!~'.repeat(128).slice(0, length))
      expect((await send(service, refresh_token, key)).status).toBe(200)
      service.system.advanceSeconds(60)
      expect((await send(service, refresh_token, key)).status).toBe(200)
    })
  })

  test.for<[string, Record<string, string>]>([
    ['another key', withKey(randomUUID())],
    ['no key', {}],
  ])('after the grace, a retry with %s is a replay (R 4)', async ([_, headers], { service }) => {
    const { spent, next } = await refreshed(service)
    expect(await asForm(service, spent, headers)).toMatchObject({ status: 400, body: { reason: 'refresh_reused' } })
    expect(await isAlive(service, next.access_token)).toBe(false)
  })

  test('within the grace every retry converges, but only the first key lasts (R 5)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const { body: first } = await asForm(service, refresh_token, {})
    const late = withKey(randomUUID())
    expect((await asForm(service, refresh_token, late)).body.refresh_token).toBe(first.refresh_token)
    service.system.advanceSeconds(11)
    expect((await asForm(service, refresh_token, late)).body.reason).toBe('refresh_reused')
  })

  test('the key ends when the successor is used (R 4)', async ({ service }) => {
    const { key, spent, next } = await refreshed(service)
    const { body: last } = await asForm(service, next.refresh_token, withKey(key))
    expect((await asForm(service, spent, withKey(key))).body.reason).toBe('refresh_reused')
    expect(await isAlive(service, last.access_token)).toBe(false)
  })

  test("the same key with another session's token is independent", async ({ service }) => {
    const other = await service.logIn('alice')
    const { key, next } = await refreshed(service)
    const { body } = await asForm(service, other.refresh_token, withKey(key))
    expect(body.refresh_token).not.toBe(next.refresh_token)
    expect((await asForm(service, next.refresh_token, {})).status).toBe(200)
  })

  test('a retry with the other kind of token is a replay', async ({ service }) => {
    const login = await service.logIn('alice')
    const { key } = await refreshed(service, login)
    expect(await asBearer(service, login.access_token, withKey(key))).toMatchObject({ status: 401, body: { detail: 'Invalid token' } })
    const { access_token, refresh_token } = await service.logIn('alice')
    expect((await asBearer(service, access_token, withKey(key))).status).toBe(200)
    service.system.advanceSeconds(11)
    expect((await asBearer(service, access_token, withKey(key))).body).not.toHaveProperty('refresh_token')
    expect((await asForm(service, refresh_token, withKey(key))).body.reason).toBe('refresh_reused')
  })

  test('the scope of a retry is checked; a wider one ends nothing (R 7)', async ({ service }) => {
    const login = (await service.form('/token', { username: 'alice', password: PASSWORD, scope: 'data:read' })).body
    const { key, spent, next } = await refreshed(service, login)
    const repeat = (scope: string) => service.form('/token', { grant_type: 'refresh_token', refresh_token: spent, scope }, withKey(key))
    for (const scope of ['data:write', 'data:read data:write', 'bad"scope'])
      expect(await repeat(scope)).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
    expect(await repeat('data:read')).toMatchObject({ status: 200, body: { scope: 'data:read', refresh_token: next.refresh_token } })
  })

  test('another client with token and key is refused, and nothing ends (R 2)', async ({ service }) => {
    const { key, spent, next } = await refreshed(service)
    const { sessions } = service.service
    const policy = { idleSeconds: 60, maxSeconds: 60, refreshGraceSeconds: 10 }
    const refresh = createRefresh({
      sessions,
      keys: service.service.keys,
      // A refusal neither looks these up nor signs.
      clients: {} as never,
      accessTokens: {} as never,
      refreshTokens: createRefreshTokens(SECRET),
      idempotencyKeys: createIdempotencyKeys(SECRET),
      limiter: noRefusalLimiter,
      counts: newOutcomeCounts().refreshes,
      issuer: ISSUER,
      policy,
      system: service.system,
    })
    const client = { ...builtInClient([]), id: 'other' }
    const caller = { address: '127.0.0.1', addressKey: '127.0.0.1', device: undefined }
    const presented = { kind: 'form', client, refreshToken: spent, resources: [] } as const
    expect(await refresh(presented, { caller, idempotencyKey: key })).toEqual({ kind: 'dead', reason: 'unknown' })
    expect((await asForm(service, spent, withKey(key))).body.refresh_token).toBe(next.refresh_token)
  })

  test('a session that has ended is dead for retries too (R 10)', async ({ service }) => {
    const { key, spent, next } = await refreshed(service)
    expect((await service.send('POST', '/logout', { headers: { authorization: `Bearer ${next.access_token}` } })).status).toBe(204)
    expect((await asForm(service, spent, withKey(key))).body.reason).toBe('session_revoked')
  })

  test('50 retries at once get one successor and write nothing (R 6)', async ({ service }) => {
    const { key, spent, next } = await refreshed(service)
    service.system.advanceSeconds(DAY_SECONDS - 11)
    const { sessionId: id } = createRefreshTokens(SECRET).open(spent)!
    const before = (await service.service.sessions.findStanding(id)).standing
    const answers = await Promise.all(Array.from({ length: 50 }, () => asForm(service, spent, withKey(key))))
    expect(answers.map(({ body }) => body.refresh_token)).toEqual(Array(50).fill(next.refresh_token))
    expect((await service.service.sessions.findStanding(id)).standing).toEqual(before)
  })

  test('50 first requests at once with one key make one lineage (R 6)', async ({ service }) => {
    const { refresh_token } = await service.logIn('alice')
    const key = withKey(randomUUID())
    const answers = await Promise.all(Array.from({ length: 50 }, () => asForm(service, refresh_token, key)))
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
    service.system.advanceSeconds(3600)
    expect((await asForm(service, refresh_token, key)).body.refresh_token).toBe(answers[0]!.body.refresh_token)
  })

  test('a key at a log-in has no effect', async ({ service }) => {
    const login = { username: 'alice', password: PASSWORD }
    const [one, two] = [
      await service.form('/token', login, withKey('x'.repeat(22))),
      await service.form('/token', login, withKey('x'.repeat(22))),
    ]
    expect([one.status, two.status]).toEqual([200, 200])
    expect(one.body.refresh_token).not.toBe(two.body.refresh_token)
  })

  test('a retry converges after a restart and after a new service secret', async ({ database, service }) => {
    const { key, spent, next } = await refreshed(service)
    const restarted = await startService(database.config, { system: service.system })
    expect((await asForm(restarted, spent, withKey(key))).body.refresh_token).toBe(next.refresh_token)
    await restarted.stop()
    const secret = { current: OTHER_SECRET, previous: SECRET.current }
    const changed = await startService(database.config, { system: service.system, secret })
    const { status, body } = await asForm(changed, spent, withKey(key))
    expect(status).toBe(200)
    // The same successor, signed with the new secret.
    expect((await asForm(changed, body.refresh_token, {})).status).toBe(200)
    expect((await asForm(changed, next.refresh_token, {})).status).toBe(200)
    await changed.stop()
  })
})
