// Tabs of one origin: clients that share a store, and Web Locks.
import { expect, test } from 'vitest'
import { createWebTokenStore, type WebLocks, type WebStorage } from '../../sdk/client/src/index.ts'
import { ALICE, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900

function localStorage(): WebStorage {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  }
}

/** `navigator.locks` of a browser, as far as it is needed. */
function minimalLocks(): WebLocks {
  const queues = new Map<string, Promise<unknown>>()
  return {
    request(name, { signal }, run) {
      const turn = (queues.get(name) ?? Promise.resolve()).then(() => {
        signal.throwIfAborted()
        return run()
      })
      queues.set(
        name,
        turn.catch(() => {}),
      )
      return turn
    },
  }
}

const locks: [string, WebLocks][] = [
  ['the Web Locks of this Node', navigator.locks],
  ['Web Locks at their smallest', minimalLocks()],
]

test.each(locks)('R 6: tabs that wake up together send one refresh each period, by %s', async (_, shared) => {
  const storage = localStorage()
  const tabs = Array.from({ length: 4 }, () => p.client({ store: createWebTokenStore(storage), locks: shared }))
  await tabs[0]!.logIn(ALICE)
  for (let period = 1; period <= 5; period += 1) {
    // Beyond the grace, so that a second refresh would be a reuse.
    p.s.system.advanceSeconds(TTL_SECONDS)
    const calls = tabs.flatMap((tab) => Array.from({ length: 5 }, () => tab.get('/me')))
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(p.between.refreshes()).toHaveLength(period)
  }
})

test('R 10: logging out in one tab logs out the others', async () => {
  const storage = localStorage()
  const [one, two] = [p.client({ store: createWebTokenStore(storage) }), p.client({ store: createWebTokenStore(storage) })]
  await one.logIn(ALICE)
  expect((await two.get('/me')).status).toBe(200)
  await one.logOut()
  expect(await two.get('/me')).toEqual({ status: 'session_ended', reason: 'not_logged_in' })
})

test('who aborts while another tab has the lock is told at once, and the other is not disturbed', async () => {
  const storage = localStorage()
  const shared = minimalLocks()
  const tab = () => p.client({ store: createWebTokenStore(storage), locks: shared })
  const [one, two] = [tab(), tab()]
  await one.logIn(ALICE)
  p.s.system.advanceSeconds(TTL_SECONDS)
  const leaving = new AbortController()
  p.between.meet('POST /token', async (forward) => {
    const waiting = two.get('/me', { signal: leaving.signal })
    leaving.abort()
    expect((await waiting).status).toBe('aborted')
    return forward()
  })
  expect((await one.get('/me')).status).toBe(200)
  expect((await two.get('/me')).status).toBe(200)
  expect(p.between.refreshes()).toHaveLength(1)
})

test('what was damaged in the storage is told, and no logout', async () => {
  const storage = localStorage()
  const client = p.client({ store: createWebTokenStore(storage) })
  for (const text of ['{', '"x"', 'null', '{"accessToken":1}']) {
    storage.setItem('mintmark', text)
    expect((await client.get('/me')).status).toBe('store_failed')
    expect(storage.getItem('mintmark')).toBe(text)
  }
  expect((await client.logIn(ALICE)).status).toBe(200)
  expect((await client.get('/me')).status).toBe(200)
})
