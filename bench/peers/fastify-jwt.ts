/**
 * Fastify with @fastify/jwt and its cache. The answer has a schema, as Fastify recommends for speed.
 *
 * @module
 */

import { createPublicKey } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import jwt from '@fastify/jwt'
import fastify from 'fastify'
import { serveParent } from '../support/serve-parent.ts'

const { PUBLIC_JWK, ISSUER } = process.env
const key = createPublicKey({ key: JSON.parse(PUBLIC_JWK!), format: 'jwk' })
const app = fastify()
app.register(jwt, {
  secret: { public: key.export({ type: 'spki', format: 'pem' }) as string },
  verify: { algorithms: ['ES256'], allowedIss: ISSUER!, allowedAud: ISSUER!, cache: true },
})
const schema = { response: { 200: { type: 'object', properties: { message: { type: 'string' } } } } }
app.get('/protected', { schema, onRequest: (request) => request.jwtVerify() }, async () => ({ message: 'Protected route' }))
await app.listen({ port: 0, host: '127.0.0.1' })
serveParent({ port: () => (app.server.address() as AddressInfo).port })
