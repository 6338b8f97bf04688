// DESIGN §1, L 8: a refresh token as Bearer is opened once, and its session read once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClientDirectory } from '../../src/clients/client-directory.ts'
import type { Database } from '../../src/data/database.ts'
import { createStores } from '../../src/data/stores.ts'
import { createAccessTokens } from '../../src/oauth/access-token.ts'
import { createBearerRefresh } from '../../src/oauth/bearer-refresh.ts'
import { createTokenRefresh } from '../../src/oauth/refresh-token-grant.ts'
import { createIdempotencyKeys } from '../../src/sessions/idempotency-key.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { createSessionRefresh } from '../../src/sessions/session-refresh.ts'
import { createRefusalLimiter } from '../../src/throttle/refusal-limiter.ts'
import { databases } from '../support/databases.ts'
import { ISSUER, type RunningService, SECRET, startService, testConfig } from '../support/service.ts'

const ORIGIN = { address: '192.0.2.1', addressKey: '192.0.2.1', device: undefined }

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let beside: Database
  beforeAll(async () => {
    const fresh = await database.fresh()
    s = await startService(fresh.config)
    beside = await fresh.open()
    await s.addUser('alice')
  })
  afterAll(() => s.stop())

  /** As it is wired, with what it asks counted. */
  function counting() {
    const asked: string[] = []
    const { system } = s
    const stores = createStores(beside)
    const tokens = createRefreshTokens(SECRET)
    const sessions = {
      ...stores.sessions,
      findStanding: (id: string) => {
        asked.push('read')
        return stores.sessions.findStanding(id)
      },
    }
    const refreshTokens = {
      ...tokens,
      open: (token: string) => {
        asked.push('open')
        return tokens.open(token)
      },
    }
    const clients = createClientDirectory({ store: stores.clients, defaultClientOn: true, audience: [] })
    const ring = s.service.keys
    const accessTokens = createAccessTokens({
      issuer: ISSUER,
      ttlSeconds: 900,
      ring,
      sessions,
      revokedTokens: stores.revokedTokens,
      clients,
      system,
    })
    const { session: policy } = testConfig({ kind: 'sqlite', file: '' })
    const refreshSession = createSessionRefresh({ sessions, idempotencyKeys: createIdempotencyKeys(SECRET), policy, system })
    const refreshToken = createTokenRefresh({ refreshSession, accessTokens, refreshTokens, issuer: ISSUER, system })
    const limiter = createRefusalLimiter(system)
    const refresh = createBearerRefresh({ clients, refreshToken, accessTokenRefresh: async () => ({ dead: 'unknown' }), limiter })
    return { asked, refresh: (token: string) => refresh(token, ORIGIN) }
  }

  test('it is opened once, and read once', async () => {
    const { asked, refresh } = counting()
    const { refresh_token } = await s.logIn('alice')
    expect(await refresh(refresh_token)).toMatchObject({ scope: 'data:read', refreshToken: { token: expect.stringMatching(/^mrt_/) } })
    expect(asked).toEqual(['open', 'read'])
  })

  test('a forged one is opened once, and nothing is read (R 1)', async () => {
    const { asked, refresh } = counting()
    expect(await refresh(`mrt_${'A'.repeat(79)}`)).toEqual({ dead: 'unknown' })
    expect(asked).toEqual(['open'])
  })
})

describe.each(databases)('refused ones on $name', (database) => {
  test('are bounded for an address, also if they are of nobody (L 8)', async () => {
    const s = await startService((await database.fresh()).config)
    const statusOf = async (token: string) =>
      (await s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${token}` } })).status
    await s.addUser('alice')
    for (let turn = 0; turn < 120; turn += 1) expect(await statusOf('mrt_junk')).toBe(401)
    expect(await statusOf('mrt_junk')).toBe(429)
    expect(await statusOf((await s.logIn('alice')).refresh_token)).toBe(200)
    await s.stop()
  })
})
