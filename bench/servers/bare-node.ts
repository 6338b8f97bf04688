/**
 * The smallest server: `node:http` with a fixed body. It reads a POST to its end.
 *
 * @module
 */

import { createServer, type ServerResponse } from 'node:http'
import { listenForParent } from '../support/serve-parent.ts'

const PROTECTED = JSON.stringify({ message: 'Protected route' })
/** A body as long as the answer to a refresh. */
const TOKENS = JSON.stringify({
  access_token: 'a'.repeat(560),
  token_type: 'bearer',
  expires_in: 900,
  scope: 'data:read',
  refresh_token: `mrt_${'b'.repeat(79)}`,
  refresh_expires_in: 1209600,
})

function answer(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const server = createServer((request, response) => {
  if (request.method !== 'POST') return answer(response, PROTECTED)
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (text: string) => {
    body += text
  })
  request.on('end', () => answer(response, body === '' ? '' : TOKENS))
})
listenForParent(server)
