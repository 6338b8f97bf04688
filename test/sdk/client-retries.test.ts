// L 7: what the client does where a service asks it to wait.
import { expect, test } from 'vitest'
import { answer } from './between.ts'
import { ALICE, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900
const FOR_EVER = Number.POSITIVE_INFINITY

test.each([429, 503])('L 7: %i: the refresh is sent again when Retry-After says', async (status) => {
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
  ['a date, and the clock here is two hours behind', -7200, () => dateIn(9), 9000],
  ['a date, and the clock here is two hours ahead', 7200, () => dateIn(9), 9000],
  ['a date that is over', 0, () => dateIn(-9), 1000],
  ['no time at all', 0, () => '0', 1000],
  ['a number below it', 0, () => '-1', 1000],
  ['a number and more', 0, () => '120, 120', 1000],
  ['no date', 0, () => '5;x', 1000],
  ['a word', 0, () => 'soon', 1000],
])('RFC 9110 §10.2.3: Retry-After is %s', async (_, offSeconds, value, ms) => {
  const client = await p.loggedIn({ system: { ...p.world, nowMs: () => p.s.system.nowMs() + offSeconds * 1000 } })
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(503, { 'retry-after': value(), date: dateIn(0) }))
  expect((await client.get('/me')).status).toBe(200)
  expect(p.world.waits).toEqual([ms])
})

test('L 7: the tries are bounded, and the session stands', async () => {
  const client = await p.loggedIn()
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(503, { 'retry-after': '2' }), 3)
  expect(await client.get('/me')).toMatchObject({ status: 'no_token', answer: { status: 503 } })
  expect([p.between.refreshes().length, p.between.count('GET /me')]).toEqual([3, 0])
  p.s.system.advanceSeconds(2)
  expect((await client.get('/me')).status).toBe(200)
})

test('L 7: where the wait is too long the refusal is the result, and nobody asks before the time', async () => {
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

test('L 7: what was said of one session is nothing to the next', async () => {
  const client = await p.loggedIn()
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', answer(429, { 'retry-after': '3600' }))
  expect((await client.get('/me')).status).toBe('no_token')
  expect((await client.logIn(ALICE)).status).toBe(200)
  p.s.system.advanceSeconds(TTL_SECONDS)
  expect((await client.get('/me')).status).toBe(200)
})

test('L 7: the wait is given up where the caller aborts', async () => {
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
  ['POST after 503, which may have done its work', 'post', '/admin/keys/rotate', 503, 1],
  ['POST after 429', 'post', '/admin/keys/rotate', 429, 2],
] as const)('L 7: calls wait too: %s', async (_, method, path, status, times) => {
  const client = p.client()
  await client.logIn({ ...ALICE, scope: 'admin' })
  const line = `${method.toUpperCase()} ${path}`
  p.between.meet(line, answer(status, { 'retry-after': '3' }))
  await (method === 'get' ? client.get('/me') : client.post('/admin/keys/rotate'))
  expect([p.between.count(line), p.world.waits]).toEqual([times, times === 1 ? [] : [3000]])
})

test('L 7: a login that came too often is told so at once; one that found the service busy waits', async () => {
  const client = p.client()
  p.between.meet('POST /token', answer(429, { 'retry-after': '3' }))
  expect((await client.logIn(ALICE)).status).toBe(429)
  p.between.meet('POST /token', answer(503, { 'retry-after': '3' }))
  expect((await client.logIn(ALICE)).status).toBe(200)
  expect(p.world.waits).toEqual([3000])
})
