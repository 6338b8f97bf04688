/**
 * `jose` behind a bare `node:http`: it checks the signature, and nothing else.
 *
 * @module
 */

import { createServer } from 'node:http'
import { compactVerify, importJWK, type JWK } from 'jose'
import { listenForParent } from '../support/serve-parent.ts'

const BODY = JSON.stringify({ message: 'Protected route' })
const key = await importJWK(JSON.parse(process.env.PUBLIC_JWK!) as JWK, 'ES256')

const server = createServer(async (request, response) => {
  await compactVerify(request.headers.authorization!.slice('Bearer '.length), key, { algorithms: ['ES256'] })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': BODY.length })
  response.end(BODY)
})
listenForParent(server)
