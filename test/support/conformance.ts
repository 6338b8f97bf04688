/**
 * All tests send requests through this module. Its `fetch` refuses answers that the contract does not allow,
 * and records which declared responses were seen. The suite can then report at its end what it never tried.
 *
 * @module
 */

import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { departures, mediaTypeOf, operationOf, refusalDepartures } from './contract.ts'
import { checkedEvents } from './event-stream.ts'

/**
 * Returns a `fetch` for the service at `baseUrl` that checks every response against the contract. It accepts
 * a path instead of a URL and does not follow redirects.
 */
export function conformingFetch(baseUrl: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(String(input), baseUrl), { redirect: 'manual', ...init })
    const { method, url } = request
    return conforming(method, url, await fetch(request))
  }
}

/**
 * Returns `response` with its body unread; that of a stream is checked as it is read. Throws an Error that
 * says how the answer departs from the contract.
 */
export async function conforming(method: string, url: string, response: Response): Promise<Response> {
  await refuse(`${method} ${url}`, await departures(method, url, response), response)
  note(method, url, response)
  return checkedEvents(response)
}

/** Checks an answer to something that is not a valid request, so that it belongs to no operation. */
export async function conformingRefusal(response: Response): Promise<Response> {
  await refuse('the answer to no request', await refusalDepartures(response), response)
  return response
}

async function refuse(what: string, found: string[], response: Response): Promise<void> {
  if (found.length === 0) return
  const body = await response.clone().text()
  throw new Error(`${what} departs from the contract: ${found.join('; ')}\n${response.status} ${body.slice(0, 500)}`)
}

/**
 * Returns the key of a declared response that a suite may see. `media` is empty if the response has no
 * content.
 */
export const seenKey = (operationId: string, status: number | string, media: string): string => `${operationId} ${status} ${media}`.trim()

const noted = new Set<string>()

/** Each worker writes its own file, so that none waits for another. */
function note(method: string, url: string, response: Response): void {
  const folder = process.env.MINTMARK_TEST_SEEN
  const operation = operationOf(method, url)
  if (!folder || !operation || method === 'HEAD') return
  const key = seenKey(operation.id, response.status, mediaTypeOf(response))
  if (noted.has(key)) return
  noted.add(key)
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, `${process.pid}-${threadId}`), `${key}\n`)
}

/** Returns every response that any worker of this run has seen so far. */
export function readSeen(): Set<string> {
  const folder = process.env.MINTMARK_TEST_SEEN
  if (!folder || !existsSync(folder)) return new Set()
  return new Set(readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')))
}
