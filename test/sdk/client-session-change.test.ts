// What a front end needs besides tokens: whether a session exists, when that changes, and a `fetch` for other
// libraries.
import { expect, test } from 'vitest'
import { createBrowserTokenStore, NoAccessToken, type SessionView } from '../../sdk/client/src/index.ts'
import { createIndexedDb } from './indexed-db.ts'
import { ALICE, openStore, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900
type News = (SessionView | undefined)[]

test('looking at the session sends no request', async () => {
  const store = openStore()
  const client = p.client({ store })
  expect(await client.session()).toEqual({ status: 'session_ended', reason: 'not_logged_in' })
  await client.logIn({ ...ALICE, scope: 'data:read' })
  p.s.system.advanceSeconds(TTL_SECONDS)
  const kept = { scope: 'data:read', login: store.kept()!.login }
  expect(await client.session()).toEqual({ status: 'ok', sub: expect.stringMatching(/^usr_/), username: 'alice', ...kept })
  store.fail('load')
  expect(await client.session()).toMatchObject({ status: 'store_failed' })
  expect(p.between.seen).toHaveLength(1)
})

test('a listener hears of each login and each end, but no refresh', async () => {
  const client = p.client()
  const news: News = []
  const stop = client.onSessionChange((session) => news.push(session))
  await client.logIn(ALICE)
  const first = await client.session()
  p.s.system.advanceSeconds(TTL_SECONDS)
  await client.get('/me')
  expect(news.map((session) => ({ status: 'ok', ...session }))).toEqual([first])
  await client.logOut()
  await client.logIn(ALICE)
  p.s.system.advanceSeconds(15 * 86_400)
  expect((await client.get('/me')).status).toBe('session_ended')
  expect(news.map((session) => session !== undefined)).toEqual([true, false, true, false])
  stop()
  await client.logIn(ALICE)
  expect(news).toHaveLength(4)
})

test('a listener hears of a stored session only when it ends', async () => {
  const store = openStore()
  await p.loggedIn({ store })
  const client = p.client({ store })
  const news: News = []
  client.onSessionChange((session) => news.push(session))
  await client.get('/me')
  expect(news).toEqual([])
  await client.logOut()
  expect(news).toEqual([undefined])
})

test('changes by another client arrive at once, or at the next read', async () => {
  const { factory } = createIndexedDb()
  const stores = [
    () => createBrowserTokenStore('news', factory),
    (
      (store) => () =>
        store
    )(openStore()),
  ]
  for (const [index, store] of stores.entries()) {
    const [here, there] = [p.client({ store: store() }), p.client({ store: store() })]
    const news: boolean[] = []
    const stop = here.onSessionChange((session) => news.push(session !== undefined))
    const heard = async () => {
      if (index === 1) await here.session()
      return news
    }
    await here.session()
    await there.logIn(ALICE)
    await expect.poll(heard).toEqual([true])
    await there.logOut()
    await expect.poll(heard).toEqual([true, false])
    stop()
  }
})

test('fetchResponse returns a response or throws', async () => {
  const client = await p.loggedIn()
  const own: typeof fetch = client.fetchResponse
  expect((await own(`${p.between.url}/protected`)).status).toBe(200)
  await expect(own(`${p.between.url}/me`, { signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow('left')
  p.between.meet('GET /me', async () => 'cut')
  await expect(own(`${p.between.url}/me`)).rejects.toThrow(TypeError)
  await client.logOut()
  const refused = own(`${p.between.url}/me`)
  await expect(refused).rejects.toThrow(NoAccessToken)
  await expect(refused).rejects.toMatchObject({ failure: { status: 'session_ended', reason: 'not_logged_in' } })
})
