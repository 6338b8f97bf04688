// What the adapters do beside the vectors: in their frameworks' own tests, off Node, and where something breaks.
import fastify from 'fastify'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { requireAuth as fastifyAuth } from '../../sdk/verify/src/fastify.ts'
import { type AuthEnv, requireAuth as honoAuth } from '../../sdk/verify/src/hono.ts'
import { createVerifier, type Verifier } from '../../sdk/verify/src/index.ts'
import { FRAMEWORKS, pathOf } from './protected-services.ts'
import { getWith } from './raw-request.ts'
import { VECTORS } from './vector-file.ts'

const { issuer, audience, jwks, vectors } = VECTORS
const [{ authorization, now }] = vectors as [(typeof vectors)[0]]
const good = String(authorization[0])
const verifier = createVerifier({
  issuer,
  audience,
  jwksUri: `${issuer}/keys`,
  nowMs: () => now * 1000,
  fetch: async () => Response.json(jwks),
})

describe('Hono where there is no Node, as in app.request()', () => {
  const app = new Hono<AuthEnv>()
  app.use(honoAuth({ verifier: verifier }))
  app.get('/', (c) => c.text(c.get('auth').sub))
  const request = (...values: string[]) => app.request('/', { headers: values.map((value): [string, string] => ['authorization', value]) })

  test('a good token is good for all routes behind it', async () => expect(await (await request(good)).text()).toBe('shop'))
  test('B 3: two headers, which the platform joins, are refused', async () => {
    const answer = await request(good, good)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="mintmark", error="invalid_token"'])
  })
  test('B 1: no header', async () => expect((await request()).status).toBe(401))
})

test('Fastify in app.inject()', async () => {
  const app = fastify()
  app.get('/', { onRequest: fastifyAuth({ verifier: verifier }) }, async (request) => request.auth?.sub)
  expect((await app.inject({ url: '/', headers: { authorization: good } })).body).toBe('shop')
  expect((await app.inject({ url: '/', headers: { authorization: `${good}x` } })).statusCode).toBe(401)
})

describe.each(FRAMEWORKS.filter(({ name }) => name !== 'the core'))('$name', ({ start }) => {
  test('where the verifier breaks, nobody is let through', async () => {
    const broken: Verifier = { verify: () => Promise.reject(new Error('broken')) }
    const service = await start(broken, [undefined])
    expect((await getWith(`${service.url}${pathOf(undefined)}`, [good])).status).toBe(500)
    await service.close()
  })
})
