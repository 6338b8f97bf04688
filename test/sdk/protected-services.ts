/**
 * A service in each framework, with one route for each scope, all behind `requireAuth`. Each route answers
 * with the claims.
 *
 * @module
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { requireAuth as expressAuth } from '../../sdk/verify/src/express.ts'
import { requireAuth as fastifyAuth } from '../../sdk/verify/src/fastify.ts'
import { requireAuth as honoAuth } from '../../sdk/verify/src/hono.ts'
import type { AccessTokenClaims, Verifier } from '../../sdk/verify/src/index.ts'

export interface ProtectedService {
  url: string
  close(): Promise<void>
}

/** Returns the path of the route that needs `scope`. */
export const pathOf = (scope: string | undefined): string => `/${scope?.replaceAll(/\W/g, '-') ?? 'any'}`

const MUST = { optional: false }
/** Returns the claims, or only the subject if a token is optional. */
const answerOf = (auth: AccessTokenClaims | undefined, optional: boolean) => (optional ? { of: auth?.sub ?? 'nobody' } : auth)

type Start = (verifier: Verifier, scopes: readonly (string | undefined)[], options?: { optional: boolean }) => Promise<ProtectedService>

export async function running(server: Server): Promise<ProtectedService> {
  if (!server.listening) await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const startHono: Start = (verifier, scopes, { optional } = MUST) => {
  const app = new Hono().onError((_, c) => c.body(null, 500))
  for (const scope of scopes)
    app.get(pathOf(scope), honoAuth({ verifier, scope, optional }), (c) => c.json(answerOf(c.get('auth'), optional)))
  return running(serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server)
}

const startExpress: Start = (verifier, scopes, { optional } = MUST) => {
  const app = express()
  for (const scope of scopes)
    app.get(pathOf(scope), expressAuth({ verifier, scope, optional }), (req, res) => void res.json(answerOf(req.auth, optional)))
  return running(app.listen(0, '127.0.0.1'))
}

const startFastify: Start = async (verifier, scopes, { optional } = MUST) => {
  const app = fastify()
  for (const scope of scopes)
    app.get(pathOf(scope), { onRequest: fastifyAuth({ verifier, scope, optional }) }, async (request) => answerOf(request.auth, optional))
  await app.listen({ host: '127.0.0.1', port: 0 })
  return running(app.server)
}

/** Only the core, on Node's own HTTP server. */
const startNode: Start = (verifier, scopes) => {
  const server = createServer(async (request, response) => {
    const scope = scopes.find((known) => pathOf(known) === request.url)
    const verdict = await verifier.verify(request.headersDistinct.authorization, scope)
    if ('claims' in verdict) response.setHeader('content-type', 'application/json').end(JSON.stringify(verdict.claims))
    else response.writeHead(verdict.refusal.status, verdict.refusal.headers).end(JSON.stringify(verdict.refusal.body))
  })
  return running(server.listen(0, '127.0.0.1'))
}

export const FRAMEWORKS: { name: string; start: Start }[] = [
  { name: 'the core', start: startNode },
  { name: 'Hono', start: startHono },
  { name: 'Express', start: startExpress },
  { name: 'Fastify', start: startFastify },
]
