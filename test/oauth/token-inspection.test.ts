// What an operator learns about a token (docs/operate.md), on the database and without the command.
import { expect, test } from 'vitest'
import { createClientDirectory } from '../../src/clients/client-directory.ts'
import { createAccessTokens } from '../../src/oauth/access-token.ts'
import { createTokenInspection } from '../../src/oauth/token-inspection.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { sqlite } from '../support/databases.ts'
import { ISSUER, SECRET, startService } from '../support/service.ts'
import { createStores } from '../support/stores.ts'

async function inspecting() {
  const fresh = await sqlite.fresh()
  const s = await startService(fresh.config)
  const userId = await s.addUser('alice')
  const stores = createStores(await fresh.open())
  const clients = createClientDirectory({ store: stores.clients, defaultClientOn: true, audience: [] })
  const { sessions, revokedTokens } = stores
  const needs = { issuer: ISSUER, ring: s.service.keys, sessions, revokedTokens, clients, system: s.system }
  const inspect = createTokenInspection({
    accessTokens: createAccessTokens({ ...needs, ttlSeconds: 900 }),
    refreshTokens: createRefreshTokens(SECRET),
    sessions,
    refreshGraceSeconds: 10,
    system: s.system,
  })
  return { s, userId, inspect }
}

test('a live token is shown with what it says', async () => {
  const { s, userId, inspect } = await inspecting()
  const { access_token, refresh_token } = await s.logIn('alice')
  const seen = await inspect(access_token)
  const { sid } = seen!.claims
  expect(seen).toMatchObject({
    kind: 'access_token',
    header: { typ: 'at+jwt', alg: 'ES256' },
    claims: { sub: userId, iss: ISSUER },
    alive: true,
  })
  expect(seen).not.toHaveProperty('problem')
  const claims = { sid, counter: 0, sub: userId, client_id: 'default' }
  expect(await inspect(refresh_token)).toEqual({ kind: 'refresh_token', claims, alive: true })
  await s.stop()
})

test('a dead token is shown with the reason, and nothing ends', async () => {
  const { s, inspect } = await inspecting()
  const first = await s.logIn('alice')
  const second = (await s.refresh(first.refresh_token)).body
  const problemOf = async (token: string) => {
    const seen = await inspect(token)
    expect(seen?.alive).toBe(false)
    return seen?.problem
  }
  expect(await problemOf(first.refresh_token)).toBe('it was used before, and its grace is not over')
  s.system.advanceSeconds(10.001)
  expect(await problemOf(first.refresh_token)).toBe('it was used before')
  expect(await inspect(second.refresh_token)).toMatchObject({ alive: true })
  const { sessionId } = createRefreshTokens(SECRET).open(second.refresh_token)!
  const ahead = createRefreshTokens(SECRET).mint({ sessionId, counter: 9 })
  expect(await problemOf(ahead)).toBe('it is ahead of its session, as after a restored backup')
  await s.send('POST', '/logout', { headers: { authorization: `Bearer ${second.access_token}` } })
  expect(await problemOf(second.refresh_token)).toBe('its session is revoked')
  expect(await problemOf(second.access_token)).toBe('its session is revoked')
  const third = await s.logIn('alice')
  s.system.advanceSeconds(14 * 86_400)
  expect(await problemOf(third.refresh_token)).toBe('its session is expired')
  expect(await problemOf(third.access_token)).toBe('it has expired')
  await s.stop()
})

test('an unknown session is shown as gone, other text as none', async () => {
  const { s, inspect } = await inspecting()
  const sid = 'A'.repeat(22)
  const foreign = createRefreshTokens(SECRET).mint({ sessionId: sid, counter: 3 })
  expect(await inspect(foreign)).toEqual({
    kind: 'refresh_token',
    claims: { sid, counter: 3 },
    alive: false,
    problem: 'its session is gone',
  })
  for (const text of ['', 'junk', 'mrt_junk', 'a.b.c']) expect(await inspect(text)).toBeUndefined()
  await s.stop()
})
