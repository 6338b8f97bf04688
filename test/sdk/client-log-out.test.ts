// Logging out removes the local session at once, whatever the service, the store or the caller does.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFileTokenStore } from '../../sdk/client/src/node.ts'
import { temporaryFolder } from '../process/mintmark.ts'
import { openStore, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900

test('the store is empty before the service is asked (RFC 7009)', async () => {
  const store = openStore()
  const client = await p.loggedIn({ store })
  const seen: unknown[] = []
  p.between.meet('POST /token/revoke', async (forward) => {
    seen.push(store.kept(), await client.get('/me'))
    return forward()
  })
  expect((await client.logOut()).status).toBe(200)
  expect(seen).toEqual([undefined, { status: 'session_ended', reason: 'not_logged_in' }])
})

test('a caller that gives up a hanging revocation is logged out', async () => {
  const store = openStore()
  const client = await p.loggedIn({ store })
  const leaving = new AbortController()
  p.between.meet('POST /token/revoke', () => {
    leaving.abort()
    return new Promise(() => {})
  })
  expect((await client.logOut({ signal: leaving.signal })).status).toBe('aborted')
  expect(store.kept()).toBeUndefined()
})

test('a log-out that is aborted during a refresh still happens', async () => {
  const store = openStore()
  const client = await p.loggedIn({ store })
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', async (forward) => {
    const leaving = new AbortController()
    const out = client.logOut({ signal: leaving.signal })
    leaving.abort()
    expect((await out).status).toBe('aborted')
    return forward()
  })
  await client.accessToken()
  await expect.poll(() => store.kept()).toBeUndefined()
  expect(p.between.count('POST /token/revoke')).toBe(0)
})

test('an unreadable session file is removed', async () => {
  const file = join(temporaryFolder(), 'session.json')
  writeFileSync(file, '{"accessToken":')
  const client = p.client({ store: createFileTokenStore(file) })
  expect(await client.logOut()).toMatchObject({ status: 'store_failed', cause: expect.any(SyntaxError) })
  expect(existsSync(file)).toBe(false)
})

test('if the store cannot be cleared, the session is ended at Mintmark', async () => {
  const store = openStore()
  const client = await p.loggedIn({ store })
  store.fail('clear')
  expect(await client.logOut()).toMatchObject({ status: 'store_failed', cause: { message: 'cannot clear' } })
  expect(await client.get('/me')).toEqual({ status: 'session_ended', reason: 'session_revoked' })
})
