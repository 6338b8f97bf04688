// Events beside a request behind `requireAuth` do not harm the process: an answer before the verdict, and a
// failing log.
import express from 'express'
import fastify from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requireAuth as expressAuth } from '../../sdk/verify/src/express.ts'
import { requireAuth as fastifyAuth } from '../../sdk/verify/src/fastify.ts'
import { createVerifier, type Verifier } from '../../sdk/verify/src/index.ts'
import { FRAMEWORKS, type ProtectedService, pathOf, running } from './protected-services.ts'
import { getWith } from './raw-request.ts'
import { VECTORS } from './vector-file.ts'

const { issuer, audience, jwks, now, vectors } = VECTORS
const [{ authorization }] = vectors as [(typeof vectors)[0]]
const good = String(authorization[0])
const verifierWith = (onRefusal?: () => unknown) =>
  createVerifier({
    issuer,
    audience,
    jwksUri: `${issuer}/keys`,
    nowMs: () => now * 1000,
    fetch: async () => Response.json(jwks),
    onRefusal,
  })

const unhandled: unknown[] = []
const note = (reason: unknown) => unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', note)
})
afterEach(() => void process.off('unhandledRejection', note))
/** Node reports an unhandled rejection after all microtasks are done. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

/** Creates a verifier whose verdict comes after the answer was sent. */
function late(): { verifier: Verifier; answered(): void; judged: Promise<void> } {
  const gone = Promise.withResolvers<void>()
  const judged = Promise.withResolvers<void>()
  const verifier = verifierWith()
  return {
    answered: gone.resolve,
    judged: judged.promise,
    verifier: {
      async verify(...asked) {
        await gone.promise
        setImmediate(judged.resolve)
        return verifier.verify(...asked)
      },
    },
  }
}

type Impatient = (verifier: Verifier, reached: () => void) => Promise<ProtectedService>

const impatientExpress: Impatient = (verifier, reached) => {
  const app = express()
  app.use((_, res, next) => {
    next()
    res.status(503).send('too late')
  })
  app.get('/', expressAuth({ verifier }), reached)
  return running(app.listen(0, '127.0.0.1'))
}

const impatientFastify: Impatient = async (verifier, reached) => {
  const app = fastify()
  app.addHook('onRequest', (_, reply, done) => {
    done()
    reply.code(503).send('too late')
  })
  app.get('/', { onRequest: fastifyAuth({ verifier }) }, async () => reached())
  await app.listen({ host: '127.0.0.1', port: 0 })
  return running(app.server)
}

test.each<[string, string, Impatient, string]>([
  ['Express', 'a refusal', impatientExpress, 'Bearer x'],
  ['Express', 'a valid token', impatientExpress, good],
  ['Fastify', 'a refusal', impatientFastify, 'Bearer x'],
  ['Fastify', 'a valid token', impatientFastify, good],
])('%s: after an early answer, %s runs no route', async (_, __, start, value) => {
  let reached = 0
  const { verifier, answered, judged } = late()
  const service = await start(verifier, () => (reached += 1))
  expect(await getWith(service.url, [value])).toMatchObject({ status: 503, body: 'too late' })
  answered()
  await judged
  await settled()
  expect([unhandled, reached]).toEqual([[], 0])
  await service.close()
})

test.each(FRAMEWORKS)('$name: onRefusal that throws or rejects changes no answer', async ({ start }) => {
  for (const fails of [() => Promise.reject(new Error('the log is away')), () => JSON.parse('')]) {
    const service = await start(verifierWith(fails), [undefined])
    expect(await getWith(`${service.url}${pathOf(undefined)}`, ['Bearer x'])).toMatchObject({ status: 401 })
    await settled()
    expect(unhandled).toEqual([])
    await service.close()
  }
})
