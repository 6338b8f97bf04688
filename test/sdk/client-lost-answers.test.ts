// Faults between client and service, and in the client's store. The session continues whenever the service
// says that it may.
import { describe, expect, test } from 'vitest'
import type { TokenStore } from '../../sdk/client/src/index.ts'
import { answer, loseAnswer } from './between.ts'
import { ALICE, openStore, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900
const ONE_TRY = { retry: { tries: 1 } }

/**
 * Returns the idempotency key of the refreshes that were sent. Fails if there are not `times` of them, or if
 * they have different keys.
 */
function oneKey(times: number): string {
  const keys = p.between.refreshes().map(({ headers }) => headers['idempotency-key'])
  expect(keys).toHaveLength(times)
  expect(new Set(keys).size).toBe(1)
  return keys[0] as string
}

describe('the answer to a refresh is lost', () => {
  test('the same call repeats the refresh with its key', async () => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(TTL_SECONDS)
    p.between.meet('POST /token', loseAnswer, 2)
    expect((await client.get('/me')).status).toBe(200)
    oneKey(3)
    expect(p.world.waits).toEqual([1000, 2000])
  })

  test.each([
    ['within the grace', 5],
    ['beyond the grace', 11],
    ['almost a day later', 86_000],
  ])('another process repeats it with the stored key, %s', async (_, seconds) => {
    const store = openStore()
    const dying = await p.loggedIn({ store, ...ONE_TRY })
    p.s.system.advanceSeconds(TTL_SECONDS)
    p.between.meet('POST /token', loseAnswer)
    expect((await dying.get('/me')).status).toBe('network')
    expect(store.kept()!.idempotencyKey).toBe(oneKey(1))
    p.s.system.advanceSeconds(seconds)
    const next = p.client({ store })
    expect((await next.get('/me')).status).toBe(200)
    oneKey(2)
    expect(store.kept()).not.toHaveProperty('idempotencyKey')
    p.s.system.advanceSeconds(TTL_SECONDS)
    expect((await next.get('/me')).status).toBe(200)
  })

  test('logging out still ends the session', async () => {
    const store = openStore()
    const client = await p.loggedIn({ store, ...ONE_TRY })
    p.s.system.advanceSeconds(TTL_SECONDS)
    let token = ''
    p.between.meet('POST /token', async (forward) => {
      token = ((await (await forward()).json()) as { access_token: string }).access_token
      return 'cut'
    })
    await client.get('/me')
    expect((await p.s.get('/protected', token)).status).toBe(200)
    expect((await client.logOut()).status).toBe(200)
    expect((await p.s.get('/protected', token)).status).toBe(401)
  })

  test.each([
    ['it is cut in its body', async () => 'cut in the body' as const, { status: 'network' }],
    ['broken JSON comes in its place', answer(200, {}, '{"access_token":'), { status: 'no_token', answer: { status: 'undeclared' } }],
    ['a page comes in its place', answer(502, { 'content-type': 'text/html' }, '<h1>'), { status: 'no_token', answer: { code: 502 } }],
  ])('the next call repeats the refresh: %s', async (_, fate, result) => {
    const client = await p.loggedIn(ONE_TRY)
    p.s.system.advanceSeconds(TTL_SECONDS)
    p.between.meet('POST /token', async (forward) => {
      await forward()
      return fate(forward)
    })
    expect(await client.get('/me')).toMatchObject(result)
    p.s.system.advanceSeconds(60)
    expect((await client.get('/me')).status).toBe(200)
    oneKey(2)
  })
})

describe('a refusal that is not from Mintmark ends no session', () => {
  const JSON_TYPE = { 'content-type': 'application/json' }
  test.each<[string, number, Record<string, string>, string]>([
    ['an empty 401', 401, { 'content-type': 'text/plain' }, ''],
    ['an empty 400', 400, {}, ''],
    ["a gateway's 401", 401, JSON_TYPE, '{"message":"Unauthorized"}'],
    ["a gateway's 401 with a detail", 401, JSON_TYPE, '{"detail":"Unauthorized"}'],
    ['a 400 with the body null', 400, JSON_TYPE, 'null'],
    ['a 400 whose error is not text', 400, JSON_TYPE, '{"detail":"Bad","error":{"code":1}}'],
  ])('the session continues after %s', async (_, code, headers, body) => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    p.s.system.advanceSeconds(TTL_SECONDS)
    p.between.meet('POST /token', answer(code, headers, body), 2)
    expect(await client.get('/me')).toMatchObject({ status: 'no_token', answer: { status: 'undeclared', code } })
    expect(await p.client().logIn(ALICE)).toMatchObject({ status: 'undeclared', code })
    expect(store.kept()).toBeDefined()
    expect((await client.get('/me')).status).toBe(200)
  })

  test('a 503 without a body is retried', async () => {
    const client = p.client()
    p.between.meet('POST /token', answer(503, { 'retry-after': '3' }, ''))
    expect((await client.logIn(ALICE)).status).toBe(200)
    expect(p.world.waits).toEqual([3000])
  })
})

describe('store failures are reported and end no session', () => {
  test('the session continues after a failed read', async () => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    store.fail('load')
    expect(await client.get('/me')).toMatchObject({ status: 'store_failed', cause: { message: 'cannot load' } })
    expect((await client.get('/me')).status).toBe(200)
  })

  test('if the idempotency key cannot be stored, nothing is sent', async () => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    p.s.system.advanceSeconds(TTL_SECONDS)
    store.fail('save')
    expect((await client.get('/me')).status).toBe('store_failed')
    expect(p.between.refreshes()).toHaveLength(0)
    expect((await client.get('/me')).status).toBe(200)
  })

  test('if new tokens cannot be stored, the same refresh is repeated', async () => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    p.s.system.advanceSeconds(TTL_SECONDS)
    p.between.meet('POST /token', (forward) => {
      store.fail('save')
      return forward()
    })
    expect((await client.get('/me')).status).toBe('store_failed')
    p.s.system.advanceSeconds(3600)
    expect((await client.get('/me')).status).toBe(200)
    oneKey(2)
  })

  test('a login that cannot be stored is ended at Mintmark if reachable', async () => {
    for (const reached of [true, false]) {
      const store = openStore()
      store.fail('save')
      let tokens = { access_token: '' }
      p.between.meet('POST /token', async (forward) => {
        const response = await forward()
        tokens = (await response.clone().json()) as typeof tokens
        if (!reached) p.between.meet('POST /token/revoke', async () => 'cut')
        return response
      })
      expect(await p.client({ store }).logIn(ALICE)).toMatchObject({ status: 'store_failed', cause: { message: 'cannot save' } })
      expect((await p.s.get('/protected', tokens.access_token)).status).toBe(reached ? 401 : 200)
    }
  })

  test.each(['waits for the lock', 'is stored'])('a login aborted while it %s is ended', async (when) => {
    const leaving = new AbortController()
    const store = openStore()
    const lock: TokenStore['lock'] = async (run) => {
      if (when === 'waits for the lock') leaving.abort()
      return run()
    }
    const save: TokenStore['save'] = async (session) => {
      leaving.abort()
      await store.save(session)
    }
    const client = p.client({ store: { ...store, save, lock } })
    expect((await client.logIn(ALICE, { signal: leaving.signal })).status).toBe('aborted')
    await expect.poll(() => p.between.count('POST /token/revoke')).toBe(1)
    expect(store.kept()).toBeUndefined()
  })

  test.each(['logIn', 'logOut'] as const)('a store failure is reported at %s', async (act) => {
    const store = openStore()
    const client = await p.loggedIn({ store })
    store.fail(act === 'logIn' ? 'save' : 'clear')
    const result = act === 'logIn' ? client.logIn(ALICE) : client.logOut()
    expect(await result).toMatchObject({ status: 'store_failed', cause: expect.any(Error) })
  })
})
