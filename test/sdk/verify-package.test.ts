// The package as its users get it: its types in each framework, and the golden vectors on each supported
// Node.
import { beforeAll, describe, expect, test } from 'vitest'
import { type ConsumerProject, findNode, installPacked, type Outcome } from './packed-package.ts'

const SAMPLE = `
import { createVerifier, type AccessTokenClaims, type Refusal } from '@mintmark/verify'
import { requireAuth as expressAuth } from '@mintmark/verify/express'
import { requireAuth as fastifyAuth } from '@mintmark/verify/fastify'
import { type AuthEnv, requireAuth as honoAuth } from '@mintmark/verify/hono'
import express from 'express'
import fastify, { type FastifyTypeProvider } from 'fastify'
import { Hono } from 'hono'
import { pino } from 'pino'

interface AnyProvider extends FastifyTypeProvider {
  validator: this['schema']
  serializer: this['schema']
}

const options = { issuer: 'https://auth.example.com', audience: 'https://orders.example.com' }
const verifier = createVerifier(options)
const verdict = await verifier.verify(undefined, 'orders:read')
if ('claims' in verdict) verdict.claims satisfies AccessTokenClaims
else verdict.refusal satisfies Refusal

new Hono().get('/', honoAuth({ ...options, scope: 'orders:read' }), (c) => c.text(c.get('auth').sub satisfies string))
new Hono().get('/', honoAuth({ ...options, optional: true }), (c) => c.text((c.get('auth') satisfies AccessTokenClaims | undefined)?.sub ?? 'nobody'))
// @ts-expect-error there may be nobody
void (() => new Hono().get('/', honoAuth({ ...options, optional: true }), (c) => c.text(c.get('auth').sub)))
new Hono<AuthEnv>().use(honoAuth({ verifier })).get('/', (c) => c.text(c.get('auth').sub satisfies string))
express().get('/', expressAuth({ verifier }), (req, res) => void res.json(req.auth?.sub satisfies string | undefined))
fastify().get('/', { onRequest: fastifyAuth({ verifier }) }, async (request) => request.auth?.sub satisfies string | undefined)
// The route behind it has its own types still.
const text = (value: string) => value
express().get('/:id', expressAuth(options), (req, res) => void res.json(text(req.params.id)))
express().get<{ id: string }, unknown, unknown, { page: string }>('/:id', expressAuth(options), (req, res) => void res.json(text(req.query.page)))
express().use(expressAuth(options)).use('/orders', expressAuth(options), express.Router().use(expressAuth(options)))
express.Router().post('/:id', express.json(), expressAuth(options), (req, res) => void res.json(text(req.params.id)))
const shops = [
  () => fastify().get<{ Params: { id: string } }>('/:id', { onRequest: fastifyAuth(options) }, async (request) => text(request.params.id)),
  () => fastify().get<{ Reply: { of: string } }>('/', { preHandler: [fastifyAuth(options)] }, async (request) => ({ of: text(request.auth!.sub) })),
  () => fastify({ loggerInstance: pino() }).get('/', { onRequest: fastifyAuth(options) }, async (request) => request.auth?.sub),
  () => fastify({ loggerInstance: pino() }).addHook('onRequest', fastifyAuth(options)),
  () => fastify({ http2: true }).addHook('onRequest', fastifyAuth(options)).get('/', { onRequest: fastifyAuth(options) }, async (request) => request.auth?.sub),
  () => fastify({ https: {} }).get('/', { onRequest: fastifyAuth(options) }, async (request) => request.auth?.sub),
  () => fastify().withTypeProvider<AnyProvider>().route({ method: 'GET', url: '/', onRequest: [fastifyAuth(options)], handler: async (request) => request.auth?.sub }),
]
void shops
// @ts-expect-error an option that there is not
void (() => honoAuth({ ...options, scopes: 'orders:read' }))
// @ts-expect-error a list of scopes
void (() => honoAuth({ ...options, scope: ['orders:read'] }))
// @ts-expect-error no audience
void (() => createVerifier({ issuer: options.issuer }))
`

/** Plain JavaScript that runs on every Node. */
const VECTORS_RUN = `
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createVerifier } from '@mintmark/verify'

const file = fileURLToPath(import.meta.resolve('@mintmark/verify/vectors/access-token.json'))
const { issuer, audience, jwks, now, vectors } = JSON.parse(readFileSync(file, 'utf8'))
const fetch = async (url) => Response.json(String(url).endsWith('/keys') ? jwks : { issuer, jwks_uri: issuer + '/keys' })
const verifier = createVerifier({ issuer, audience, nowMs: () => now * 1000, fetch, onWarning: () => {} })
const wrong = []
for (const { name, authorization, scope, expected } of vectors) {
  const verdict = await verifier.verify(authorization, scope)
  if (('claims' in verdict ? 200 : verdict.refusal.status) !== expected.status) wrong.push(name)
}
console.log(vectors.length > 100, wrong.join())
`

const nodes: [string, string | undefined][] = [
  ['this one', process.execPath],
  ['20', findNode(20)],
]

describe('packed and installed into an empty project', () => {
  let project: ConsumerProject
  let compiled: Outcome
  beforeAll(async () => {
    project = await installPacked('sdk/verify', ['@types/node', '@types/express', 'express', 'fastify', 'hono', 'pino'])
    project.write('sample.ts', SAMPLE)
    project.write('vectors.mjs', VECTORS_RUN)
    compiled = await project.compile('nodenext', ['sample.ts'])
  }, 60_000)

  test('the package holds what it needs and nothing else', () => {
    const wanted = [
      'package.json',
      'README.md',
      'LICENSE',
      'dist/index.js',
      'dist/hono.d.ts',
      'vectors/access-token.json',
      'vectors/count.mjs',
    ]
    expect(project.packed).toEqual(expect.arrayContaining(wanted))
    const known =
      /^(package\.json|README\.md|LICENSE|vectors\/access-token\.(json|schema\.json|tsv)|vectors\/count\.mjs|dist\/[\w-]+\.(js|d\.ts))$/
    expect(project.packed.filter((path) => !known.test(path))).toEqual([])
  })

  test("the sample compiles, with the package's declarations checked", () => expect(compiled).toEqual({ failed: false, said: '' }))

  describe.each(nodes)('on Node %s', (_, node) => {
    if (node === undefined) console.warn('Skipped: this machine has no Node 20 on its PATH, so nobody saw the verifier run there.')

    test.skipIf(node === undefined)('the package loads in each framework', async () => {
      expect(await project.run(node!, 'out/sample.js')).toEqual({ failed: false, said: '' })
    })

    test.skipIf(node === undefined)('the verifier answers every golden vector correctly', async () => {
      expect(await project.run(node!, 'vectors.mjs')).toEqual({ failed: false, said: 'true \n' })
    })
  })
})
