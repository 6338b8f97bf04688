import { type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Config } from '../../config.ts'
import type { Refused } from '../refused.ts'

/** For what anybody may see and keep for five minutes. */
export const PUBLIC_CACHE = { 'cache-control': 'public, max-age=300' }

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** What every answer carries unless its handler says otherwise. */
export const commonHeaders = ({ issuer }: Pick<Config, 'issuer'>): Record<string, string> => ({
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Nothing here is a page; if a browser shows it as one, it loads nothing and stands in no frame.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // No page of another origin may embed it. This is asked of requests without CORS alone (Fetch, cross-origin resource policy check): where CORS allows a page the keys, it gets them.
  'cross-origin-resource-policy': 'same-origin',
  // RFC 6797 §7.2: never over plain HTTP, which an issuer of http is. Other names below this one are not ours to speak for.
  ...(issuer.startsWith('https:') ? { 'strict-transport-security': `max-age=${YEAR_SECONDS}` } : {}),
})

/** Node's response, of a request that may have a name. */
export class NamedResponse extends ServerResponse {
  /** As the log and `X-Request-Id` name the request; absent where it was refused unread. */
  requestId?: string
  /** Why it was refused, and to whom, where it was: for the log. */
  refused?: Refused
  /** What of the request counted for nothing, and why, for the log; absent if nothing. */
  ignored?: string
}

/** Adds what every answer carries when its head is written. A `setHeader` for each would keep Node from its quick way to write one. */
export function responseWith(common: Record<string, string>): typeof NamedResponse {
  class CommonResponse extends NamedResponse {
    // Nobody here gives a status text: RFC 9112 §4 has none read it.
    override writeHead(status: number, headers?: unknown): this {
      const named = this.requestId === undefined ? common : { ...common, 'x-request-id': this.requestId }
      return super.writeHead(status, { ...named, ...(headers as OutgoingHttpHeaders | undefined) })
    }
  }
  return CommonResponse as typeof NamedResponse
}
