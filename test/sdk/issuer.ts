import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Issuer {
  url: string
  /** The paths that were asked for. */
  asked: string[]
  /** What it answers with, by path; a path that is not there is a 404. */
  answers: Record<string, unknown>
  /** Requests that wait still. */
  unanswered: number
  /** `hangs`: it takes the request and says nothing. */
  mood: 'well' | 'fails' | 'hangs'
  close(): Promise<void>
}

/** What an issuer has of public documents, on a port of its own, and under the test's hand. */
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
