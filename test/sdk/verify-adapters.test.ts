// What the adapters do beyond the vectors: in the frameworks' test helpers, outside Node, and if something
// breaks.
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { requireAuth as expressAuth } from '../../sdk/verify/src/express.ts'
import { requireAuth as fastifyAuth } from '../../sdk/verify/src/fastify.ts'
import { type AuthEnv, requireAuth as honoAuth } from '../../sdk/verify/src/hono.ts'
import { createVerifier, type Verifier } from '../../sdk/verify/src/index.ts'
import { FRAMEWORKS, pathOf, running } from './protected-services.ts'
import { getWith } from './raw-request.ts'
import { VECTORS } from './vector-file.ts'

const { issuer, audience, jwks, now, vectors } = VECTORS
const [{ authorization }] = vectors as [(typeof vectors)[0]]
const good = String(authorization[0])
const verifier = createVerifier({
  issuer,
  audience,
  jwksUri: `${issuer}/keys`,
  nowMs: () => now * 1000,
  fetch: async () => Response.json(jwks),
})

describe('Hono without Node, as in app.request()', () => {
  const app = new Hono<AuthEnv>()
  app.use(honoAuth({ verifier: verifier }))
  app.get('/', (c) => c.text(c.get('auth').sub))
  const request = (...values: string[]) => app.request('/', { headers: values.map((value): [string, string] => ['authorization', value]) })

  test('a valid token passes on all routes behind the middleware', async () => expect(await (await request(good)).text()).toBe('shop'))
  test('two headers, which the platform joins, are refused (B 3)', async () => {
    const answer = await request(good, good)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="mintmark", error="invalid_token"'])
  })
  test('a request without a header is refused (B 1)', async () => expect((await request()).status).toBe(401))
})

test.each([
  ['are empty', []],
  ['are missing', undefined],
])('Express works if the raw headers %s, as on socketless platforms', async (_, value) => {
  const app = express()
  app.use((req, _res, next) => {
    Object.defineProperty(req, 'rawHeaders', { value })
    next()
  })
  app.get('/', expressAuth({ verifier }), (req, res) => void res.send(req.auth?.sub))
  const service = await running(app.listen(0, '127.0.0.1'))
  expect(await getWith(service.url, [good])).toMatchObject({ status: 200, body: 'shop' })
  for (const values of [[`${good}x`], []]) expect((await getWith(service.url, values)).status).toBe(401)
  await service.close()
})

test('an earlier middleware may supply the token, for instance from a cookie', async () => {
  const app = express()
  app.use((req, _, next) => {
    req.headers.authorization = good
    next()
  })
  const fast = fastify().addHook('onRequest', async ({ headers }) => {
    headers.authorization = good
  })
  const hono = new Hono<AuthEnv>().use(async (c, next) => {
    c.req.raw.headers.set('authorization', good)
    return next()
  })
  app.get('/', expressAuth({ verifier }), (req, res) => void res.send(req.auth?.sub))
  fast.get('/', { onRequest: fastifyAuth({ verifier }) }, async (request) => request.auth?.sub)
  hono.get('/', honoAuth({ verifier }), (c) => c.text(c.get('auth').sub))
  await fast.listen({ host: '127.0.0.1', port: 0 })
  const servers = [app.listen(0, '127.0.0.1'), fast.server, serve({ fetch: hono.fetch, hostname: '127.0.0.1', port: 0 }) as Server]
  for (const server of servers) {
    const service = await running(server)
    expect(await getWith(service.url, []), service.url).toMatchObject({ status: 200, body: 'shop' })
    await service.close()
  }
})

test('Fastify verifies tokens in app.inject()', async () => {
  const app = fastify()
  app.get('/', { onRequest: fastifyAuth({ verifier: verifier }) }, async (request) => request.auth?.sub)
  expect((await app.inject({ url: '/', headers: { authorization: good } })).body).toBe('shop')
  expect((await app.inject({ url: '/', headers: { authorization: `${good}x` } })).statusCode).toBe(401)
})

describe.each(FRAMEWORKS.filter(({ name }) => name !== 'the core'))('$name', ({ start }) => {
  test('if the verifier breaks, no request passes', async () => {
    const broken: Verifier = { verify: () => Promise.reject(new Error('broken')) }
    const service = await start(broken, [undefined])
    expect((await getWith(`${service.url}${pathOf(undefined)}`, [good])).status).toBe(500)
    await service.close()
  })
})
