/** What the check of a signature alone allows: `jose` in a loop, and behind a bare `node:http`. @module */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, compactVerify, importJWK, type JWK } from 'jose'
import { serveParent } from '../support/serve-parent.ts'

const BODY = JSON.stringify({ message: 'Protected route' })
let key: CryptoKey

const verify = (token: string) => compactVerify(token, key, { algorithms: ['ES256'] })

const server = createServer(async (request, response) => {
  await verify(request.headers.authorization!.slice('Bearer '.length))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': BODY.length })
  response.end(BODY)
})

/** Seconds for all of the tokens, so many at once. */
async function loop({ tokens, atOnce }: { tokens: string[]; atOnce: number }): Promise<number> {
  const start = performance.now()
  let at = 0
  const lane = async () => {
    while (at < tokens.length) await verify(tokens[at++]!)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return (performance.now() - start) / 1000
}

server.listen(0, '127.0.0.1', () =>
  serveParent({
    hello: () => ({ port: (server.address() as AddressInfo).port }),
    async useKey(jwk: JWK) {
      key = (await importJWK(jwk, 'ES256')) as CryptoKey
    },
    loop,
  }),
)
