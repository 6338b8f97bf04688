// A service's tokens for itself: requested once for each audience and scope (RFC 6749 §4.4).
import { beforeAll, describe, expect, test } from 'vitest'
import { createServiceTokens, type Purpose, type ServiceTokenOptions, type ServiceTokens } from '../../sdk/client/src/index.ts'
import { decodePart } from '../support/own-tokens.ts'
import { basic, ISSUER } from '../support/service.ts'
import { answer } from './between.ts'
import { playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900
const ORDERS = 'https://orders.example.com'
const STOCK = 'https://stock.example.com'

let secret: string
beforeAll(async () => {
  secret = await p.s.addClient('shop', { audiences: [ORDERS, STOCK], scope: ['read', 'write'] })
})

const tokens = (options: Partial<ServiceTokenOptions> = {}): ServiceTokens =>
  createServiceTokens({ baseUrl: p.between.url, system: p.world, client: { id: 'shop', secret }, ...options })

async function claims(from: ServiceTokens, purpose: Purpose): Promise<unknown> {
  const token = await from.accessToken(purpose)
  return token.status === 'ok' ? decodePart(token.accessToken.split('.')[1]) : token.status
}

test('each audience and scope has its own token, which is kept (X 1)', async () => {
  const service = tokens()
  for (let again = 0; again < 2; again += 1) {
    expect(await claims(service, { resource: ORDERS })).toMatchObject({ aud: ORDERS, scope: 'read write' })
    expect(await claims(service, { resource: STOCK })).toMatchObject({ aud: STOCK })
    expect(await claims(service, { resource: ORDERS, scope: 'read' })).toMatchObject({ aud: ORDERS, scope: 'read' })
    expect(await claims(service, { resource: ORDERS, scope: 'write read' })).toMatchObject({ scope: 'write read' })
    expect(await claims(service, { resource: ORDERS, scope: 'read write' })).toMatchObject({ scope: 'write read' })
  }
  expect(p.between.seen).toHaveLength(4)
})

test('one token may have several audiences, in any order (RFC 8707 §2)', async () => {
  const service = tokens()
  expect(await claims(service, { resource: [ORDERS, STOCK] })).toMatchObject({ aud: [ORDERS, STOCK] })
  expect(await claims(service, { resource: [STOCK, ORDERS] })).toMatchObject({ aud: [ORDERS, STOCK] })
  expect(p.between.seen).toHaveLength(1)
})

test('50 callers at once send one request for each audience', async () => {
  const service = tokens()
  const asked = Array.from({ length: 50 }, (_, index) => service.accessToken({ resource: index % 2 === 0 ? ORDERS : STOCK }))
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(50).fill('ok'))
  expect(p.between.seen).toHaveLength(2)
})

test.each([
  ['31 s before it expires', TTL_SECONDS - 31, 1],
  ['30 s before it expires', TTL_SECONDS - 30, 2],
])('a token is replaced before it expires: %s', async (_, seconds, times) => {
  const service = tokens()
  await service.accessToken({ resource: ORDERS })
  p.s.system.advanceSeconds(seconds)
  await service.accessToken({ resource: ORDERS })
  expect(p.between.seen).toHaveLength(times)
})

test('a token that is still valid works while Mintmark is away', async () => {
  const service = tokens()
  const first = await service.accessToken({ resource: ORDERS })
  p.s.system.advanceSeconds(TTL_SECONDS - 10)
  p.between.stop()
  expect(await service.accessToken({ resource: ORDERS })).toEqual(first)
  p.s.system.advanceSeconds(10)
  expect((await service.accessToken({ resource: ORDERS })).status).toBe('network')
})

test('a token that a service refuses is replaced once (RFC 6750 §3.1)', async () => {
  const own = await p.s.addClient('own', { scope: [] })
  const service = tokens({ client: { id: 'own', secret: own } })
  const first = await service.accessToken({ resource: ISSUER })
  if (first.status !== 'ok') throw new Error(first.status)
  expect((await p.s.form('/token/revoke', { token: first.accessToken }, basic('own', own))).status).toBe(200)
  const calls = Array.from({ length: 5 }, () => service.fetch(`${p.between.url}/protected`, {}, { resource: ISSUER }))
  expect((await Promise.all(calls)).map((one) => one.status === 'answered' && one.response.status)).toEqual(Array(5).fill(200))
  expect([p.between.count('POST /token'), p.between.count('GET /protected')]).toEqual([2, 10])
})

describe('refusals are returned and not cached', () => {
  test.each<[string, Partial<ServiceTokenOptions>, Purpose, object]>([
    ['a wrong secret', { client: { id: 'shop', secret: 'wrong' } }, {}, { status: 401, body: { error: 'invalid_client' } }],
    ['another audience', {}, { resource: 'https://bank.example.com' }, { status: 400, body: { error: 'invalid_target' } }],
    ['another scope', {}, { resource: ORDERS, scope: 'admin' }, { status: 400, body: { error: 'invalid_scope' } }],
  ])('%s', async (_, options, purpose, refusal) => {
    const service = tokens(options)
    for (let again = 0; again < 2; again += 1) {
      expect(await service.accessToken(purpose)).toMatchObject({ status: 'no_token', answer: refusal })
      expect(await service.fetch(p.between.url, {}, purpose)).toMatchObject({ status: 'no_token', answer: refusal })
    }
    expect(p.between.count('GET /')).toBe(0)
  })

  test('a 503 is retried when Retry-After says (L 7)', async () => {
    p.between.meet('POST /token', answer(503, { 'retry-after': '4' }))
    expect((await tokens().accessToken({ resource: ORDERS })).status).toBe('ok')
    expect(p.world.waits).toEqual([4000])
  })
})
