// One session has a token for each requested audience (RFC 8707).
import { describe, expect, test } from 'vitest'
import type { MintmarkClient, Target } from '../../sdk/client/src/index.ts'
import { decodePart } from '../support/own-tokens.ts'
import { ISSUER } from '../support/service.ts'
import { answer } from './between.ts'
import { ALICE, openStore, playground } from './playground.ts'

const TTL_SECONDS = 900
const ORDERS = 'https://orders.example.com'
const STOCK = 'https://stock.example.com'
const p = playground({ audience: [ORDERS, STOCK] })

async function audienceOf(client: MintmarkClient, target?: Target): Promise<unknown> {
  const token = await client.accessToken(target)
  return token.status === 'ok' ? decodePart(token.accessToken.split('.')[1]).aud : token.status
}
/** Returns the audiences that were requested, at the login and at each refresh. */
const asked = () => p.between.seen.filter(({ line }) => line === 'POST /token').map(({ form }) => form.getAll('resource'))

describe('each audience has its own token, which is stored (RFC 8707 §2.2)', () => {
  test("without a resource, the login's audience applies, also after refreshes", async () => {
    const client = await p.loggedIn()
    const orders = await p.loggedIn({ store: openStore() })
    await orders.logIn({ ...ALICE, resource: ORDERS })
    for (let period = 0; period < 3; period += 1) {
      expect(await audienceOf(client)).toEqual([ISSUER, ORDERS, STOCK])
      expect(await audienceOf(orders)).toBe(ORDERS)
      p.s.system.advanceSeconds(TTL_SECONDS)
    }
  })

  test.each<[string, Target, unknown]>([
    ['one', { resource: STOCK }, STOCK],
    ['several', { resource: [STOCK, ORDERS] }, [STOCK, ORDERS]],
    ['the service itself', { resource: ISSUER }, ISSUER],
  ])('a second token is fetched once and reused: %s', async (_, target, aud) => {
    const client = await p.loggedIn()
    for (let call = 0; call < 3; call += 1) expect(await audienceOf(client, target)).toEqual(aud)
    expect(p.between.refreshes()).toHaveLength(1)
    expect(await audienceOf(client)).toEqual([ISSUER, ORDERS, STOCK])
    expect(p.between.refreshes()).toHaveLength(1)
  })

  test('the order of the audiences does not matter', async () => {
    const client = await p.loggedIn()
    await audienceOf(client, { resource: [ORDERS, STOCK] })
    await audienceOf(client, { resource: [STOCK, ORDERS] })
    expect(p.between.refreshes()).toHaveLength(1)
  })

  test.each<[string, object, Target]>([
    ["the login's own resource", { resource: ORDERS }, { resource: ORDERS }],
    ["the audiences of the login's token", {}, { resource: [STOCK, ORDERS, ISSUER] }],
  ])('no second token is fetched for %s', async (_, login, target) => {
    const client = p.client()
    await client.logIn({ ...ALICE, ...login })
    expect(await audienceOf(client, target)).toEqual(await audienceOf(client))
    expect(p.between.refreshes()).toHaveLength(0)
  })

  test('a token is sent only to the service it is for', async () => {
    const client = await p.loggedIn()
    p.between.meet('GET /orders', answer(200), 2)
    await client.fetch(`${p.between.url}/orders`, {}, { resource: ORDERS })
    await client.fetchResponse(`${p.between.url}/orders`, undefined, { resource: STOCK })
    const sent = p.between.seen.filter(({ line }) => line === 'GET /orders')
    expect(sent.map(({ headers }) => decodePart(headers.authorization!.split('.')[1]!).aud)).toEqual([ORDERS, STOCK])
  })

  test('a new login does not use tokens of the previous one', async () => {
    await p.s.addUser('bob')
    const client = await p.loggedIn()
    await client.accessToken({ resource: ORDERS })
    await client.logIn({ ...ALICE, username: 'bob' })
    const token = await client.accessToken({ resource: ORDERS })
    expect(token.status === 'ok' && decodePart(token.accessToken.split('.')[1])).toMatchObject({ username: 'bob', aud: ORDERS })
  })
})

describe('calls to Mintmark carry a token that Mintmark accepts', () => {
  test('a login for another service costs one refresh and no refusal (RFC 8707 §2)', async () => {
    const client = p.client()
    await client.logIn({ ...ALICE, resource: ORDERS })
    for (let call = 0; call < 3; call += 1) expect((await client.get('/me')).status).toBe(200)
    expect((await client.sessions.list()).status).toBe(200)
    expect(asked()).toEqual([[ORDERS], [ISSUER]])
    expect(p.between.count('GET /me')).toBe(3)
  })

  test('after a login for all audiences, account calls use a separate token', async () => {
    const client = await p.loggedIn()
    expect((await client.get('/me')).status).toBe(200)
    expect(asked()).toEqual([[]])
    expect((await client.get('/me/sessions')).status).toBe(200)
    expect(asked()).toEqual([[], [ISSUER]])
  })

  test('after a login for Mintmark alone, every call uses its token', async () => {
    const client = p.client()
    await client.logIn({ ...ALICE, resource: ISSUER })
    expect([(await client.get('/me')).status, (await client.get('/me/sessions')).status]).toEqual([200, 200])
    expect(asked()).toEqual([[ISSUER]])
  })
})

describe('callers that want the same token share one refresh (R 6)', () => {
  test('50 callers of three audiences send three refreshes', async () => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(TTL_SECONDS)
    const targets = [undefined, { resource: ORDERS }, { resource: STOCK }]
    const calls = await Promise.all(Array.from({ length: 50 }, (_, at) => client.accessToken(targets[at % 3])))
    expect(calls.map(({ status }) => status)).toEqual(Array(50).fill('ok'))
    expect(p.between.refreshes().map(({ form }) => form.getAll('resource'))).toEqual([[], [ORDERS], [STOCK]])
  })

  test('tabs with one store share their tokens through five periods', async () => {
    const store = openStore()
    const locks = navigator.locks
    const tabs = Array.from({ length: 3 }, () => p.client({ store, locks }))
    await tabs[0]!.logIn({ ...ALICE, resource: ORDERS })
    for (let period = 1; period <= 5; period += 1) {
      p.s.system.advanceSeconds(TTL_SECONDS)
      const calls = tabs.flatMap((tab) => [tab.get('/me'), tab.accessToken(), tab.accessToken({ resource: STOCK })])
      expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(3).fill([200, 'ok', 'ok']).flat())
      expect(p.between.refreshes()).toHaveLength(3 * period)
    }
    // Expired tokens are not kept.
    expect(Object.keys(store.kept()!.others!)).toHaveLength(2)
    p.s.system.advanceSeconds(TTL_SECONDS)
    await tabs[0]!.accessToken()
    expect(store.kept()).not.toHaveProperty('others')
  })

  test('a lost answer is retried with its key, even for another audience', async () => {
    const store = openStore()
    const client = await p.loggedIn({ store, retry: { tries: 1 } })
    p.between.meet('POST /token', async (forward) => {
      await forward()
      return 'cut'
    })
    expect((await client.accessToken({ resource: ORDERS })).status).toBe('network')
    p.s.system.advanceSeconds(60)
    expect(await audienceOf(client, { resource: STOCK })).toBe(STOCK)
    const keys = p.between.refreshes().map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual([expect.any(String), keys[0]])
    p.s.system.advanceSeconds(TTL_SECONDS)
    expect((await client.get('/me')).status).toBe(200)
  })

  test('a service that asks to wait is not asked for another audience', async () => {
    const client = await p.loggedIn({ retry: { maxWaitSeconds: 1 } })
    p.between.meet('POST /token', answer(429, { 'retry-after': '60' }))
    for (const resource of [ORDERS, STOCK]) {
      expect(await client.accessToken({ resource })).toMatchObject({ status: 'no_token', answer: { status: 429 } })
    }
    expect(p.between.refreshes()).toHaveLength(1)
    p.s.system.advanceSeconds(60)
    expect(await audienceOf(client, { resource: STOCK })).toBe(STOCK)
  })
})

test('a refused resource does not end the session (RFC 8707 §2)', async () => {
  const client = await p.loggedIn()
  const refused = await client.accessToken({ resource: 'https://bank.example.com' })
  expect(refused).toMatchObject({ status: 'no_token', answer: { status: 400, body: { error: 'invalid_target' } } })
  expect(await audienceOf(client, { resource: ORDERS })).toBe(ORDERS)
  expect((await client.get('/me')).status).toBe(200)
})

test('without a refresh token, the session lasts until its token ends', async () => {
  await p.s.addClient('kiosk', { confidential: false, grants: ['password'], authMethods: ['none'], scope: 'of_user', audiences: [ORDERS] })
  const client = p.client({ client: { id: 'kiosk' } })
  await client.logIn({ ...ALICE, resource: ORDERS })
  for (const call of [client.accessToken({ resource: ISSUER }), client.get('/me')]) {
    expect(await call).toEqual({ status: 'unsupported', cause: expect.objectContaining({ message: expect.stringContaining('grant') }) })
  }
  expect(await audienceOf(client)).toBe(ORDERS)
  p.s.system.advanceSeconds(TTL_SECONDS)
  expect(await client.get('/me')).toEqual({ status: 'session_ended', reason: 'access_expired' })
})

test("the refusal of one audience's token does not block another's replacement", async () => {
  const client = await p.loggedIn()
  const refusal = answer(401, { 'www-authenticate': 'Bearer error="invalid_token"' })
  p.between.meet('GET /orders', refusal, Number.POSITIVE_INFINITY)
  const call = (resource: string) => client.fetch(`${p.between.url}/orders`, {}, { resource })
  for (const resource of [ORDERS, ORDERS, STOCK]) await call(resource)
  // Two refreshes per audience: the first token, and its replacement.
  expect(p.between.refreshes().map(({ form }) => form.get('resource'))).toEqual([ORDERS, ORDERS, STOCK, STOCK])
})
