import type { IncomingMessage } from 'node:http'
import { Refusal } from '../../errors.ts'

/** RFC 3986 §3.2.2 and §3.2.3, but for an empty host (RFC 9110 §4.2.1) and a user (§4.2.4). */
const AUTHORITY = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d{0,5})?`
const HOST = new RegExp(`^${AUTHORITY}$`)
/** What a target may be besides a path (RFC 9112 §3.2.2). */
const URL_TARGET = new RegExp(`^https?://${AUTHORITY}(?:[/?]|$)`)

export const malformed = (cause: unknown) => new Refusal('malformed_request', 'This is not a well-formed HTTP request.', { cause })

/**
 * What is wrong with a request that Node's parser lets through. Where one server could read it otherwise than the next, a second request can hide in it (RFC 9112 §11.2),
 * so it is refused rather than understood.
 */
export function requestFault({ httpVersionMajor, httpVersionMinor, url = '', headers, rawHeaders }: IncomingMessage): Refusal | undefined {
  if (httpVersionMajor !== 1) return malformed('another version of HTTP')
  const coding = headers['transfer-encoding']
  // RFC 9112 §6.1: HTTP/1.0 has no codings, and here there is no other than this.
  if (coding !== undefined && (httpVersionMinor === 0 || coding.toLowerCase() !== 'chunked')) return malformed('another transfer coding')
  if (!url.startsWith('/') && !URL_TARGET.test(url)) return malformed('a target that is no path')
  // RFC 9112 §3.2: a target has no fragment. What stands behind it could be read as part of the path by one
  // server and not by the next.
  if (url.includes('#')) return malformed('a target with a fragment')
  // RFC 9112 §3.2: one Host, and a good one. It means nothing here, but to what may stand before us.
  if (countOf(rawHeaders, 'host') > 1) return malformed('more than one Host')
  if (headers.host === undefined ? httpVersionMinor > 0 : !HOST.test(headers.host)) return malformed('no good Host')
  return undefined
}

/** Of several Node keeps the first, and says nothing. */
function countOf(rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at] ?? ''
    if (header.length === name.length && header.toLowerCase() === name) count += 1
  }
  return count
}

/** What Node's parser or its timer found, or undefined where the connection itself is broken. */
export function parseFault(error: Error & { code?: string }): Refusal | undefined {
  const { code = '' } = error
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Refusal('headers_too_large', 'The request line and the headers are larger than 16 KiB, or too many.')
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new Refusal('content_too_large', 'The chunk extensions are larger than 16 KiB.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal('request_timeout', 'The request did not come in time.')
  return code.startsWith('HPE_') ? malformed(error) : undefined
}

/** RFC 9110 §9.3.6: a tunnel is for proxies. */
export const connectFault = (): Refusal => new Refusal('malformed_request', 'This is no proxy.')
