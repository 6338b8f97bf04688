// RFC 8707: one session, and a token for each audience that is asked for.
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
/** The audiences that tokens were asked for, at the login and at each refresh. */
const asked = () => p.between.seen.filter(({ line }) => line === 'POST /token').map(({ form }) => form.getAll('resource'))

describe('each audience has a token of its own, which is kept (RFC 8707 §2.2)', () => {
  test('and without a resource it is the one of the login, after a refresh too', async () => {
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
  ])('%s', async (_, target, aud) => {
    const client = await p.loggedIn()
    for (let call = 0; call < 3; call += 1) expect(await audienceOf(client, target)).toEqual(aud)
    expect(p.between.refreshes()).toHaveLength(1)
    expect(await audienceOf(client)).toEqual([ISSUER, ORDERS, STOCK])
    expect(p.between.refreshes()).toHaveLength(1)
  })

  test('in whatever order the audiences are named', async () => {
    const client = await p.loggedIn()
    await audienceOf(client, { resource: [ORDERS, STOCK] })
    await audienceOf(client, { resource: [STOCK, ORDERS] })
    expect(p.between.refreshes()).toHaveLength(1)
  })

  test.each<[string, object, Target]>([
    ['the resource of the login', { resource: ORDERS }, { resource: ORDERS }],
    ['the audiences that its token happens to have', {}, { resource: [STOCK, ORDERS, ISSUER] }],
  ])('%s needs no token but that of the login', async (_, login, target) => {
    const client = p.client()
    await client.logIn({ ...ALICE, ...login })
    expect(await audienceOf(client, target)).toEqual(await audienceOf(client))
    expect(p.between.refreshes()).toHaveLength(0)
  })

  test('a token is sent to the service that it is for, and no other one', async () => {
    const client = await p.loggedIn()
    p.between.meet('GET /orders', answer(200), 2)
    await client.fetch(`${p.between.url}/orders`, {}, { resource: ORDERS })
    await client.fetchResponse(`${p.between.url}/orders`, undefined, { resource: STOCK })
    const sent = p.between.seen.filter(({ line }) => line === 'GET /orders')
    expect(sent.map(({ headers }) => decodePart(headers.authorization!.split('.')[1]!).aud)).toEqual([ORDERS, STOCK])
  })

  test('another login begins without the tokens of the one before', async () => {
    await p.s.addUser('bob')
    const client = await p.loggedIn()
    await client.accessToken({ resource: ORDERS })
    await client.logIn({ ...ALICE, username: 'bob' })
    const token = await client.accessToken({ resource: ORDERS })
    expect(token.status === 'ok' && decodePart(token.accessToken.split('.')[1])).toMatchObject({ username: 'bob', aud: ORDERS })
  })
})

describe('calls of the service take a token that it takes', () => {
  test('after a login for another service, with one refresh and no refusal (RFC 8707 §2)', async () => {
    const client = p.client()
    await client.logIn({ ...ALICE, resource: ORDERS })
    for (let call = 0; call < 3; call += 1) expect((await client.get('/me')).status).toBe(200)
    expect((await client.sessions.list()).status).toBe(200)
    expect(asked()).toEqual([[ORDERS], [ISSUER]])
    expect(p.between.count('GET /me')).toBe(3)
  })

  test('after a login for all, /me takes its token, and the account another that nobody else has seen', async () => {
    const client = await p.loggedIn()
    expect((await client.get('/me')).status).toBe(200)
    expect(asked()).toEqual([[]])
    expect((await client.get('/me/sessions')).status).toBe(200)
    expect(asked()).toEqual([[], [ISSUER]])
  })

  test('after a login for the service alone, all of them take its token', async () => {
    const client = p.client()
    await client.logIn({ ...ALICE, resource: ISSUER })
    expect([(await client.get('/me')).status, (await client.get('/me/sessions')).status]).toEqual([200, 200])
    expect(asked()).toEqual([[ISSUER]])
  })
})

describe('one refresh for all who want the same token (R 6)', () => {
  test('50 callers of three audiences send three', async () => {
    const client = await p.loggedIn()
    p.s.system.advanceSeconds(TTL_SECONDS)
    const targets = [undefined, { resource: ORDERS }, { resource: STOCK }]
    const calls = await Promise.all(Array.from({ length: 50 }, (_, at) => client.accessToken(targets[at % 3])))
    expect(calls.map(({ status }) => status)).toEqual(Array(50).fill('ok'))
    expect(p.between.refreshes().map(({ form }) => form.getAll('resource'))).toEqual([[], [ORDERS], [STOCK]])
  })

  test('tabs that share the store have each other’s, through five periods', async () => {
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
    // Of dead tokens none is kept.
    expect(Object.keys(store.kept()!.others!)).toHaveLength(2)
    p.s.system.advanceSeconds(TTL_SECONDS)
    await tabs[0]!.accessToken()
    expect(store.kept()).not.toHaveProperty('others')
  })

  test('a lost answer for one audience is repeated with its key by the next refresh, for another', async () => {
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

  test('a service that asks one audience to wait is asked by no other', async () => {
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

test('a resource that the client may not address is refused, and the session goes on (RFC 8707 §2)', async () => {
  const client = await p.loggedIn()
  const refused = await client.accessToken({ resource: 'https://bank.example.com' })
  expect(refused).toMatchObject({ status: 'no_token', answer: { status: 400, body: { error: 'invalid_target' } } })
  expect(await audienceOf(client, { resource: ORDERS })).toBe(ORDERS)
  expect((await client.get('/me')).status).toBe(200)
})

test('without a refresh token there is no other audience, and the session goes on until its token ends', async () => {
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

test('an origin that refuses the tokens for one audience gets new ones for another', async () => {
  const client = await p.loggedIn()
  const refusal = answer(401, { 'www-authenticate': 'Bearer error="invalid_token"' })
  p.between.meet('GET /orders', refusal, Number.POSITIVE_INFINITY)
  const call = (resource: string) => client.fetch(`${p.between.url}/orders`, {}, { resource })
  for (const resource of [ORDERS, ORDERS, STOCK]) await call(resource)
  // Each audience: a token, and one in its place.
  expect(p.between.refreshes().map(({ form }) => form.get('resource'))).toEqual([ORDERS, ORDERS, STOCK, STOCK])
})
