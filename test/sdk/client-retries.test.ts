// What the client does if a service asks it to wait (L 7).
import { expect, test } from 'vitest'
import { answer } from './between.ts'
import { ALICE, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900
const FOR_EVER = Number.POSITIVE_INFINITY

test.each([429, 503])('after %i, the refresh is sent again when Retry-After says (L 7)', async (status) => {
  const client = await p.loggedIn()
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(status, { 'retry-after': '7' }), 2)
  expect((await client.get('/me')).status).toBe(200)
  expect(p.world.waits).toEqual([7000, 7000])
  const keys = p.between.refreshes().map(({ headers }) => headers['idempotency-key'])
  expect(keys).toEqual(Array(3).fill(expect.any(String)))
  expect(new Set(keys).size).toBe(1)
})

const dateIn = (seconds: number) => new Date(p.s.system.nowMs() + seconds * 1000).toUTCString()
test.each<[string, number, () => string, number]>([
  ['a date', 0, () => dateIn(9), 9000],
  ['a date and a late local clock', -7200, () => dateIn(9), 9000],
  ['a date and an early local clock', 7200, () => dateIn(9), 9000],
  ['a past date', 0, () => dateIn(-9), 1000],
  ['zero', 0, () => '0', 1000],
  ['a negative number', 0, () => '-1', 1000],
  ['a number followed by more', 0, () => '120, 120', 1000],
  ['not a date', 0, () => '5;x', 1000],
  ['a word', 0, () => 'soon', 1000],
])('the client handles %s in Retry-After (RFC 9110 §10.2.3)', async (_, offSeconds, value, ms) => {
  const client = await p.loggedIn({ system: { ...p.world, nowMs: () => p.s.system.nowMs() + offSeconds * 1000 } })
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(503, { 'retry-after': value(), date: dateIn(0) }))
  expect((await client.get('/me')).status).toBe(200)
  expect(p.world.waits).toEqual([ms])
})

test('the number of tries is bounded, and the session continues (L 7)', async () => {
  const client = await p.loggedIn()
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(503, { 'retry-after': '2' }), 3)
  expect(await client.get('/me')).toMatchObject({ status: 'no_token', answer: { status: 503 } })
  expect([p.between.refreshes().length, p.between.count('GET /me')]).toEqual([3, 0])
  p.s.system.advanceSeconds(2)
  expect((await client.get('/me')).status).toBe(200)
})

test('a refusal with too long a wait is returned, without early retries (L 7)', async () => {
  const client = await p.loggedIn()
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(429, { 'retry-after': '3600' }), FOR_EVER)
  for (let call = 0; call < 3; call += 1) {
    expect(await client.get('/me')).toMatchObject({ status: 'no_token', answer: { status: 429 } })
  }
  expect([p.between.refreshes().length, p.world.waits]).toEqual([1, []])
  p.s.system.advanceSeconds(3600)
  await client.get('/me')
  expect(p.between.refreshes()).toHaveLength(2)
})

test('a wait for one session does not delay the next (L 7)', async () => {
  const client = await p.loggedIn()
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(429, { 'retry-after': '3600' }))
  expect((await client.get('/me')).status).toBe('no_token')
  expect((await client.logIn(ALICE)).status).toBe(200)
  p.s.system.advanceSeconds(TTL_SECONDS)
  expect((await client.get('/me')).status).toBe(200)
})

test('the wait ends if the caller aborts (L 7)', async () => {
  const leaving = new AbortController()
  const sleep = () => new Promise<void>(() => leaving.abort())
  const client = await p.loggedIn({ system: { ...p.world, sleep } })
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(503, { 'retry-after': '20' }))
  expect((await client.get('/me', { signal: leaving.signal })).status).toBe('aborted')
  expect(p.between.refreshes()).toHaveLength(1)
})

test.each([
  ['GET after 503', 'get', '/me', 503, 2],
  ['GET after 429', 'get', '/me', 429, 2],
  ['POST after 503', 'post', '/admin/keys/rotate', 503, 1],
  ['POST after 429', 'post', '/admin/keys/rotate', 429, 2],
] as const)('calls wait if a repeat is safe: %s (L 7)', async (_, method, path, status, times) => {
  const client = p.client()
  await client.logIn({ ...ALICE, scope: 'admin' })
  const line = `${method.toUpperCase()} ${path}`
  p.between.meet(line, answer(status, { 'retry-after': '3' }))
  await (method === 'get' ? client.get('/me') : client.post('/admin/keys/rotate'))
  expect([p.between.count(line), p.world.waits]).toEqual([times, times === 1 ? [] : [3000]])
})

test('a login returns 429 at once and waits after 503 (L 7)', async () => {
  const client = p.client()
  p.between.meet('POST /token', answer(429, { 'retry-after': '3' }))
  expect((await client.logIn(ALICE)).status).toBe(429)
  p.between.meet('POST /token', answer(503, { 'retry-after': '3' }))
  expect((await client.logIn(ALICE)).status).toBe(200)
  expect(p.world.waits).toEqual([3000])
})
