/**
 * fast-jwt behind a bare `node:http`, with or without the cache of verified tokens that its documentation
 * recommends.
 *
 * @module
 */

import { createPublicKey } from 'node:crypto'
import { createServer } from 'node:http'
import { createVerifier } from 'fast-jwt'
import { listenForParent } from '../support/serve-parent.ts'

const BODY = JSON.stringify({ message: 'Protected route' })
const { PUBLIC_JWK, CACHE, ISSUER } = process.env
const key = createPublicKey({ key: JSON.parse(PUBLIC_JWK!), format: 'jwk' })
const verify = createVerifier({
  key: key.export({ type: 'spki', format: 'pem' }) as string,
  algorithms: ['ES256'],
  allowedIss: ISSUER!,
  allowedAud: ISSUER!,
  cache: CACHE === 'on',
})

const server = createServer((request, response) => {
  verify(request.headers.authorization!.slice('Bearer '.length))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': BODY.length })
  response.end(BODY)
})
listenForParent(server)
