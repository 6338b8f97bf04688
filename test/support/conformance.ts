/**
 * The way every test speaks to the service: a `fetch` that refuses what the contract does not allow, and notes which of the declared
 * responses was seen, so that the suite can say at its end what it never tried.
 *
 * @module
 */

import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { departures, mediaTypeOf, operationOf, refusalDepartures } from './contract.ts'

/** `fetch` of the service at `baseUrl`, whose every response is held to the contract. A path is enough; redirects are not followed. */
export function conformingFetch(baseUrl: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(String(input), baseUrl), { redirect: 'manual', ...init })
    const { method, url } = request
    return conforming(method, url, await fetch(request))
  }
}

/** `response` itself, its body unread; throws an Error that says in what it departs from the contract. */
export async function conforming(method: string, url: string, response: Response): Promise<Response> {
  await refuse(`${method} ${url}`, await departures(method, url, response), response)
  note(method, url, response)
  return response
}

/** The same where no operation could be found, since what was sent is no request. */
export async function conformingRefusal(response: Response): Promise<Response> {
  await refuse('the answer to no request', await refusalDepartures(response), response)
  return response
}

async function refuse(what: string, found: string[], response: Response): Promise<void> {
  if (found.length === 0) return
  const body = await response.clone().text()
  throw new Error(`${what} departs from the contract: ${found.join('; ')}\n${response.status} ${body.slice(0, 500)}`)
}

/** The responses that a contract declares and a suite may see. Without content, `media` is empty. */
export const seenKey = (operationId: string, status: number | string, media: string): string => `${operationId} ${status} ${media}`.trim()

const noted = new Set<string>()

/** Each worker keeps a file of its own, so that none waits for another. */
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

/** Every response seen so far by any worker of this run. */
export function readSeen(): Set<string> {
  const folder = process.env.MINTMARK_TEST_SEEN
  if (!folder || !existsSync(folder)) return new Set()
  return new Set(readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')))
}
