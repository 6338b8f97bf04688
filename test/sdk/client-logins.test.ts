// One person logs out and another logs in while the first one's requests are in flight. Nothing that one
// asked for is done for the other.
import { beforeAll, expect, test } from 'vitest'
import { answer } from './between.ts'
import { ALICE, openStore, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900
const BOB = { ...ALICE, username: 'bob' }
const REFUSED = { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' }
beforeAll(() => p.s.addUser('bob'))

test.each(['here', 'in another tab'])("a request is never resent with another login's token, %s (RFC 6750 §3.1)", async (where) => {
  const store = openStore()
  const client = await p.loggedIn({ store })
  const other = where === 'here' ? client : p.client({ store })
  p.between.meet('POST /transfers', async (forward) => {
    await other.logOut()
    await other.logIn(BOB)
    return answer(401, REFUSED)(forward)
  })
  const sent = await client.fetch(`${p.between.url}/transfers`, { method: 'POST', body: 'from=alice' })
  expect(sent.status === 'answered' && [sent.response.status, await sent.response.json()]).toEqual([401, { detail: 'Later.' }])
  expect(p.between.count('POST /transfers')).toBe(1)
  const me = await client.get('/me')
  expect(me.status === 200 && me.body.username).toBe('bob')
})

test("a request waiting for a token never gets another person's token", async () => {
  const store = openStore()
  const tab = p.client({ store })
  const client = await p.loggedIn({
    store,
    system: {
      ...p.world,
      async sleep() {
        await tab.logOut()
        await tab.logIn(BOB)
      },
    },
  })
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', async () => 'cut')
  const sent = await client.fetch(`${p.between.url}/transfers`, { method: 'POST', body: 'from=alice' })
  expect(sent).toEqual({ status: 'session_ended', reason: 'not_logged_in' })
  expect(p.between.count('POST /transfers')).toBe(0)
  const me = await client.get('/me')
  expect(me.status === 200 && me.body.username).toBe('bob')
})

test('a login keeps its name until the next login', async () => {
  const client = await p.loggedIn()
  const login = async () => {
    const token = await client.accessToken()
    return token.status === 'ok' && token.login
  }
  const first = await login()
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  p.s.system.advanceSeconds(TTL_SECONDS)
  expect(await login()).toBe(first)
  expect(p.between.refreshes()).toHaveLength(1)
  await client.logIn(ALICE)
  expect(await login()).not.toBe(first)
})
