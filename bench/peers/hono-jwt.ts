/**
 * Hono with its own middleware for JWT, which has no cache. The key is imported once.
 *
 * @module
 */

import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { jwt } from 'hono/jwt'
import { listenForParent } from '../support/serve-parent.ts'

const { PUBLIC_JWK, ISSUER } = process.env
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const key = await crypto.subtle.importKey('jwk', JSON.parse(PUBLIC_JWK!), algorithm, false, ['verify'])
const app = new Hono()
app.use('/protected', jwt({ secret: key, alg: 'ES256', verification: { iss: ISSUER!, aud: ISSUER!, typ: 'at+jwt' } }))
app.get('/protected', (c) => c.json({ message: 'Protected route' }))
listenForParent(createAdaptorServer({ fetch: app.fetch, hostname: 'localhost' }))
