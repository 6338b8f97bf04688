import type { IncomingMessage } from 'node:http'
import { Refusal } from '../../errors.ts'

/**
 * Host and port (RFC 3986 §3.2.2, §3.2.3). An empty host (RFC 9110 §4.2.1) and a user (§4.2.4) do not
 * match.
 */
const AUTHORITY = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d{0,5})?`
const HOST = new RegExp(`^${AUTHORITY}$`)
/** A target may be a URL instead of a path (RFC 9112 §3.2.2). */
const URL_TARGET = new RegExp(`^https?://${AUTHORITY}(?:[/?]|$)`)

/** Creates the refusal of a request that is not HTTP. Only the log has the cause. */
export const malformed = (cause: unknown) => new Refusal('malformed_request', 'This is not a well-formed HTTP request.', { cause })

/**
 * Finds what is wrong with a request that Node's parser lets through. Two servers may read such a request
 * differently, so that a second one can hide in it (RFC 9112 §11.2).
 *
 * @returns undefined if nothing is wrong.
 */
export function requestFault({ httpVersionMajor, httpVersionMinor, url = '', headers, rawHeaders }: IncomingMessage): Refusal | undefined {
  if (httpVersionMajor !== 1) return malformed('another version of HTTP')
  const coding = headers['transfer-encoding']
  // HTTP/1.0 has no transfer coding, and this server knows no other than chunked (RFC 9112 §6.1).
  if (coding !== undefined && (httpVersionMinor === 0 || coding.toLowerCase() !== 'chunked')) return malformed('another transfer coding')
  if (!url.startsWith('/') && !URL_TARGET.test(url)) return malformed('a target that is not a path')
  // A target has no fragment (RFC 9112 §3.2). One server might read it as part of the path, and the next
  // might not.
  if (url.includes('#')) return malformed('a target with a fragment')
  // Exactly one valid Host (RFC 9112 §3.2). This service does not route by it, but a proxy in front may.
  if (countHeader(rawHeaders, 'host') > 1) return malformed('more than one Host')
  if (headers.host === undefined ? httpVersionMinor > 0 : !HOST.test(headers.host)) return malformed('no valid Host')
  return undefined
}

/** Counts how often a header was sent. Node itself keeps the first of several. */
export function countHeader(rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at] ?? ''
    // Few headers have the length, so that few are lowered.
    if (header.length === name.length && header.toLowerCase() === name) count += 1
  }
  return count
}

/**
 * Creates the refusal of a request that Node's parser or its timer rejected.
 *
 * @returns undefined if the connection itself is broken.
 */
export function parseFault(error: Error & { code?: string }): Refusal | undefined {
  const { code = '' } = error
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Refusal('headers_too_large', 'The request line and the headers are larger than 16 KiB, or too many.')
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new Refusal('content_too_large', 'The chunk extensions are larger than 16 KiB.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal('request_timeout', 'The request did not come in time.')
  return code.startsWith('HPE_') ? malformed(error) : undefined
}

/** Creates the refusal of CONNECT, which asks a proxy for a tunnel (RFC 9110 §9.3.6). */
export const connectFault = (): Refusal => new Refusal('malformed_request', 'This server is not a proxy.')
