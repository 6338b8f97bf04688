// Tabs of one origin: clients that share a store and Web Locks.
import { expect, test } from 'vitest'
import { createMemoryTokenStore, type WebLocks } from '../../sdk/client/src/index.ts'
import { ALICE, openStore, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900

/** The part of a browser's `navigator.locks` that the client needs. */
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
  ["Node's Web Locks", navigator.locks],
  ['Web Locks at their smallest', minimalLocks()],
]

test.each(locks)('tabs send one refresh a period, by %s (R 6)', async (_, shared) => {
  const store = openStore()
  const tabs = Array.from({ length: 4 }, () => p.client({ store, locks: shared }))
  await tabs[0]!.logIn(ALICE)
  for (let period = 1; period <= 5; period += 1) {
    // This is beyond the grace, so a second refresh would be a reuse.
    p.s.system.advanceSeconds(TTL_SECONDS)
    const calls = tabs.flatMap((tab) => Array.from({ length: 5 }, () => tab.get('/me')))
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(p.between.refreshes()).toHaveLength(period)
  }
})

test('users with separate stores do not wait for each other', async () => {
  const [one, two] = [await p.loggedIn({ store: openStore() }), await p.loggedIn({ store: openStore() })]
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', async (forward) => {
    expect((await two.get('/me')).status).toBe(200)
    return forward()
  })
  expect((await one.get('/me')).status).toBe(200)
  expect(p.between.refreshes()).toHaveLength(2)
})

test('clients of one process with a shared session take turns (R 6)', async () => {
  const store = createMemoryTokenStore()
  const clients = Array.from({ length: 4 }, () => p.client({ store }))
  await clients[0]!.logIn(ALICE)
  p.s.system.advanceSeconds(TTL_SECONDS)
  expect((await Promise.all(clients.map((client) => client.get('/me')))).map(({ status }) => status)).toEqual(Array(4).fill(200))
  expect(p.between.refreshes()).toHaveLength(1)
})

test('logging out in one tab logs out the others (R 10)', async () => {
  const store = openStore()
  const [one, two] = [p.client({ store }), p.client({ store })]
  await one.logIn(ALICE)
  expect((await two.get('/me')).status).toBe(200)
  await one.logOut()
  expect(await two.get('/me')).toEqual({ status: 'session_ended', reason: 'not_logged_in' })
})

test('aborting while another tab holds the lock returns at once', async () => {
  const store = openStore()
  const shared = minimalLocks()
  const tab = () => p.client({ store, locks: shared })
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
