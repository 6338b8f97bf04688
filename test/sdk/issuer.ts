import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Issuer {
  url: string
  /** The requested paths. */
  asked: string[]
  /** The answers by path. An unknown path gets a 404. */
  answers: Record<string, unknown>
  /** The number of requests without an answer yet. */
  unanswered: number
  /** `hangs`: it accepts the request and never answers. */
  mood: 'well' | 'fails' | 'hangs'
  close(): Promise<void>
}

/** Starts an issuer's public documents on its own port, under the test's control. */
export async function startIssuer(): Promise<Issuer> {
  const issuer: Issuer = { url: '', asked: [], answers: {}, unanswered: 0, mood: 'well', close: async () => {} }
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    issuer.asked.push(path)
    issuer.unanswered += 1
    response.on('close', () => (issuer.unanswered -= 1))
    if (issuer.mood === 'hangs') return
    const answer = issuer.answers[path]
    const status = issuer.mood === 'fails' ? 500 : answer === undefined ? 404 : 200
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  issuer.close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return issuer
}
