import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

export const WEBHOOK_KEY = randomBytes(32)
export const WEBHOOK_SECRET = `whsec_${WEBHOOK_KEY.toString('base64')}`

interface Received {
  type: string
  data: { id: number; type: string; session_id?: string }
}

export interface WebhookReceiver {
  url: string
  /** What was verified and answered with a status of 200 to 299, in order. */
  received: Received[]
  /** How often it was called. */
  calls(): number
  /** Decides how to answer. The default is 204. */
  answer: RequestListener
  close(): void
}

/**
 * Starts a receiver that verifies what it gets by the library of Standard Webhooks, and throws if that fails.
 *
 * @param options.clock `test` if the sender's clock is not that of this machine: then nothing is verified.
 */
export async function startReceiver({
  port = 0,
  clock = 'real',
}: {
  port?: number
  clock?: 'real' | 'test'
} = {}): Promise<WebhookReceiver> {
  const verifier = new Webhook(WEBHOOK_SECRET)
  let calls = 0
  const server = createServer(async (request, response) => {
    calls += 1
    const body = await text(request)
    const message: Received = clock === 'test' ? JSON.parse(body) : verifier.verify(body, request.headers as Record<string, string>)
    await receiver.answer(request, response)
    if (response.statusCode < 300) receiver.received.push(message)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    calls: () => calls,
    answer: (_, response) => void response.writeHead(204).end(),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return receiver
}
