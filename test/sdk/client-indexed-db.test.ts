// The browser store when its connection dies, and stores that hang. Tests in a real browser are in
// test/browser/client-tabs.check.ts.
import { expect, test } from 'vitest'
import { createBrowserTokenStore } from '../../sdk/client/src/index.ts'
import { createIndexedDb } from './indexed-db.ts'
import { ALICE, playground } from './playground.ts'

const p = playground()

test('a connection that died unnoticed is reopened, and the session continues', async () => {
  const { factory, connections, kill } = createIndexedDb()
  const client = await p.loggedIn({ store: createBrowserTokenStore('x', factory) })
  for (let suspension = 1; suspension <= 3; suspension += 1) {
    kill()
    expect((await client.get('/me')).status).toBe(200)
    expect(connections).toHaveLength(suspension + 1)
  }
  kill()
  expect((await client.logOut()).status).toBe(200)
})

test('a failing new connection is reported and retried at the next call', async () => {
  const { factory, kill } = createIndexedDb()
  let broken = true
  const open = () => {
    const request = factory.open()
    if (broken) kill()
    return request
  }
  const client = p.client({ store: createBrowserTokenStore('x', { open }) })
  expect(await client.get('/me')).toMatchObject({ status: 'store_failed', cause: { name: 'InvalidStateError' } })
  broken = false
  expect((await client.logIn(ALICE)).status).toBe(200)
})

test("deleting the database does not wait for the client's connection", async () => {
  const { factory, connections, isOpen } = createIndexedDb()
  const client = await p.loggedIn({ store: createBrowserTokenStore('x', factory) })
  connections[0]!.onversionchange?.()
  expect(isOpen(connections[0]!)).toBe(false)
  expect((await client.get('/me')).status).toBe(200)
})

test('an aborted call returns at once, even if the store hangs', async () => {
  const client = p.client({ store: { load: () => new Promise(() => {}), save() {}, clear() {} } })
  const calls = [
    (signal: AbortSignal) => client.get('/me', { signal }),
    (signal: AbortSignal) => client.fetch(`${p.between.url}/me`, { signal }),
    (signal: AbortSignal) => client.accessToken({ signal }),
    (signal: AbortSignal) => client.logOut({ signal }),
  ]
  for (const call of calls) {
    const leaving = new AbortController()
    const called = call(leaving.signal)
    setImmediate(() => leaving.abort())
    expect((await called).status).toBe('aborted')
  }
})
