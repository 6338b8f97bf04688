// What a client does if a service refuses its token.
import { describe, expect, test } from 'vitest'
import type { MintmarkClient } from '../../sdk/client/src/index.ts'
import { answer } from './between.ts'
import { playground, worldOf } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900

describe('a token that a service refuses (RFC 6750 §3.1)', () => {
  /** This client's clock stands still, so it never notices that a token has expired. */
  const slow = () => ({ system: { ...worldOf(p.s.system), nowMs: () => 0 } })

  test('is replaced, and the request is sent once more', async () => {
    const client = await p.loggedIn(slow())
    p.s.system.advanceSeconds(TTL_SECONDS + 60)
    const results = await Promise.all(Array.from({ length: 20 }, () => client.get('/me')))
    expect(results.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect([p.between.refreshes().length, p.between.count('GET /me')]).toEqual([1, 40])
  })

  test('is replaced once in 30 s; a second refusal is the result', async () => {
    const client = await p.loggedIn()
    const refusal = answer(401, { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' })
    p.between.meet('GET /me', refusal, Number.POSITIVE_INFINITY)
    expect((await client.get('/me')).status).toBe(401)
    expect([p.between.refreshes().length, p.between.count('GET /me')]).toEqual([1, 2])
    for (let call = 0; call < 10; call += 1) expect((await client.get('/me')).status).toBe(401)
    expect([p.between.refreshes().length, p.between.count('GET /me')]).toEqual([1, 12])
    // After 30 s the service may work again, so the client refreshes once more.
    p.s.system.advanceSeconds(30)
    await client.get('/me')
    expect([p.between.refreshes().length, p.between.count('GET /me')]).toEqual([2, 14])
  })

  test.each([
    ['401 for another reason', 401, 'Basic realm="x"'],
    ['403 insufficient_scope', 403, 'Bearer realm="x", error="insufficient_scope"'],
  ])('is not replaced after %s', async (_, status, challenge) => {
    const client = await p.loggedIn()
    p.between.meet('GET /me', answer(status, { 'www-authenticate': challenge }))
    expect((await client.get('/me')).status).toBe(status)
    expect([p.between.refreshes().length, p.between.count('GET /me')]).toEqual([0, 1])
  })

  const text = 'a=1'
  test.each<[string, number, (url: string) => Parameters<MintmarkClient['fetch']>]>([
    ['text', 2, (url) => [url, { method: 'POST', body: text }]],
    ['a form', 2, (url) => [url, { method: 'POST', body: new URLSearchParams(text) }]],
    ['bytes', 2, (url) => [url, { method: 'POST', body: new TextEncoder().encode(text) }]],
    ['a request', 1, (url) => [new Request(url, { method: 'POST', body: text })]],
    ['a stream', 1, (url) => [url, { method: 'POST', body: new Blob([text]).stream(), duplex: 'half' } as RequestInit]],
  ])('with a body of %s, the request is sent %i times', async (_, times, request) => {
    const client = await p.loggedIn()
    p.between.meet('POST /orders', answer(401, { 'www-authenticate': 'Bearer error="invalid_token"' }))
    await client.fetch(...request(`${p.between.url}/orders`))
    const sent = p.between.seen.filter(({ line }) => line === 'POST /orders')
    expect(sent.map(({ form }) => form.get('a'))).toEqual(Array(times).fill('1'))
  })
})
