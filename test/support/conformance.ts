/**
 * All tests send requests through this module. Its `fetch` refuses answers that the contract does not allow,
 * and records each exchange. At the end of the suite the recording is held to the contract.
 *
 * @module
 */

import type { Exchange, SentRequest } from '../../scripts/judge/exchange.ts'
import { departures } from './contract.ts'
import { checkedEvents, isEventStream } from './event-stream.ts'
import { record } from './recording.ts'

/**
 * Returns a `fetch` for the service at `baseUrl` that checks every response against the contract. It accepts
 * a path instead of a URL and does not follow redirects.
 */
export function conformingFetch(baseUrl: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(String(input), baseUrl), { redirect: 'manual', ...init })
    const { method, url } = request
    const sent = sentBy(request, init?.body)
    // Given again, because Node forgets the signal of a request that nobody keeps.
    return conforming(method, url, await fetch(request, { signal: init?.signal ?? null }), sent)
  }
}

/** Returns what a request sends. Undefined if its body cannot be read twice, such as a stream. */
function sentBy({ headers, body }: Request, given: unknown): SentRequest | undefined {
  if (body !== null && typeof given !== 'string' && !(given instanceof URLSearchParams)) return undefined
  return { headers: Object.fromEntries(headers), body: body === null ? '' : String(given) }
}

/**
 * Returns `response` with its body unread; that of a stream is checked as it is read. Without `request`, only
 * the answer is recorded.
 *
 * @throws {Error} if the answer departs from the contract.
 */
export async function conforming(method: string, url: string, response: Response, request?: SentRequest): Promise<Response> {
  const { pathname, search } = new URL(url, 'http://service')
  await check(`${method} ${url}`, { method, path: `${pathname}${search}`, ...(request === undefined ? {} : { request }) }, response)
  return checkedEvents(response)
}

/** Checks an answer to something that is not a valid request, so that it belongs to no operation. */
export async function conformingRefusal(response: Response): Promise<Response> {
  await check('the answer to no request', { method: '', path: '' }, response)
  return response
}

type Asked = Pick<Exchange, 'method' | 'path' | 'request'>

async function check(what: string, asked: Asked, response: Response): Promise<void> {
  const exchange = await exchangeOf(asked, response)
  const found = departures(exchange)
  if (found.length > 0)
    throw new Error(`${what} departs from the contract: ${found.join('; ')}\n${exchange.status} ${exchange.body.slice(0, 500)}`)
  record(exchange)
}

/** The body of `response` stays unread. */
export async function exchangeOf(asked: Asked, response: Response): Promise<Exchange> {
  // The server's library makes a response when its body is read. Before that, a text has no media type.
  const body = isEventStream(response) ? '' : await response.clone().text()
  return { ...asked, status: response.status, headers: Object.fromEntries(response.headers), body }
}
