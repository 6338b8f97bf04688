import * as http from 'node:http'
import * as https from 'node:https'
import { text } from 'node:stream/consumers'
import { conforming } from './conformance.ts'
import type { Answer } from './service.ts'

/** Sends a form from its own loopback address, such as 127.0.0.9. The service sees another caller. */
export async function formFrom(address: string, url: string, form: Record<string, string>): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': `client of ${address}` }
  const body = new URLSearchParams(form).toString()
  const { request } = url.startsWith('https:') ? https : http
  request(url, { method: 'POST', localAddress: address, headers, agent: false }, async (incoming) => {
    const answered = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
    resolve(new Response(await text(incoming), { status: incoming.statusCode ?? 0, headers: answered }))
  })
    .on('error', reject)
    .end(body)
  const response = await conforming('POST', url, await promise, { headers, body })
  return { status: response.status, headers: response.headers, body: await response.json() }
}
