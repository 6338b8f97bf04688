// A refresh token sent as Bearer is opened once, and its session read once (REQUIREMENTS L 8,
// docs/design/sessions.md#refresh-by-bearer).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { databases } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'
import { asBearer, countedRefresh } from './counted-refresh.ts'

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

  test('a refresh token is opened once, read once and rotated once', async () => {
    const { asked, refresh } = countedRefresh(s, beside)
    const { refresh_token } = await s.logIn('alice')
    expect(await refresh(asBearer(refresh_token))).toMatchObject({
      scope: 'data:read',
      refreshToken: { token: expect.stringMatching(/^mrt_/) },
    })
    expect(asked).toEqual(['open', 'read', 'rotate'])
  })

  test('a forged refresh token is opened once, and nothing is read (R 1)', async () => {
    const { asked, refresh } = countedRefresh(s, beside)
    expect(await refresh(asBearer(`mrt_${'A'.repeat(79)}`))).toEqual({ kind: 'dead', reason: 'unknown' })
    expect(asked).toEqual(['open'])
  })
})

describe.each(databases)('refused refresh tokens on $name', (database) => {
  test('are limited per address, even if they belong to nobody (L 8)', async () => {
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
