/**
 * The body of a request: how long it may be, which type it has, and its text. Nothing else reads a body.
 *
 * The room `request/` reads what a request says: its body, parameters, credentials, origin and caller. It
 * applies the rules of accounts, clients and tokens, but has none of its own. A check that several
 * operations need goes into a file here; `app.ts` or a handler calls it.
 *
 * @module
 */

import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import { Refusal } from '../../errors.ts'
import type { Check } from '../check.ts'
import type { Environment } from '../environment.ts'
import { countHeader } from '../server/request-fault.ts'
import { parseMediaType, parseTokens } from './field-value.ts'

/** 64 KiB. */
export const MAX_BODY_BYTES = 64 * 1024

/**
 * Refuses a body of more than 64 KiB on every path, even if no operation would read it. A body in chunks
 * is read here first, because nothing announces its length.
 */
export const bodyLimit: Check = (c) => {
  const { headers } = c.env.incoming
  if (headers['transfer-encoding'] !== undefined) return readFirst(c)
  // A body that announces its length is refused before it is read.
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge()
}

async function readFirst(c: Context<Environment>): Promise<undefined> {
  c.set('body', await readBody(c.env.incoming))
}

/**
 * Reads a whole body.
 *
 * @throws {Refusal} content_too_large as soon as there is too much, malformed_request if the client leaves
 * before the end.
 */
function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  let length = 0
  const onData = (chunk: Buffer) => {
    length += chunk.length
    chunks.push(chunk)
    if (length > MAX_BODY_BYTES) finish(() => reject(tooLarge()))
  }
  const onEnd = () => finish(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
  const onClose = () =>
    finish(() =>
      reject(new Refusal('malformed_request', 'The connection was closed before the body was complete.', { cause: incoming.errored })),
    )
  const finish = (end: () => void) => {
    incoming.off('data', onData).off('end', onEnd).off('close', onClose)
    end()
  }
  incoming.on('data', onData).on('end', onEnd).on('close', onClose)
  // If the request has no body, its end has passed already.
  if (incoming.readableEnded) onEnd()
  else if (incoming.destroyed) onClose()
  return promise
}

const tooLarge = () => new Refusal('content_too_large', 'The body is larger than 64 KiB.')

type BodyType = 'form' | 'json' | 'other'

const TYPES = new Map<string | undefined, BodyType>([
  ['application/x-www-form-urlencoded', 'form'],
  ['application/json', 'json'],
])
/** The name of the charset, and two other spellings in use. */
const UTF8 = /^(utf-?8|csutf8)$/i

/**
 * Returns the type that the request gives its body. It is `other` if the body has a coding other than
 * identity, or the request has two `Content-Type` or none.
 */
export function bodyTypeOf(c: Context<Environment>): BodyType {
  const { rawHeaders, headers } = c.env.incoming
  const { 'content-type': type, 'content-encoding': coding } = headers
  // Node keeps the first of two headers, and another server may keep the last.
  if (type === undefined || countHeader(rawHeaders, 'content-type') > 1) return 'other'
  if (coding !== undefined && parseTokens(coding).some((one) => one !== 'identity')) return 'other'
  // Most requests spell it just so, without parameters.
  return TYPES.get(type) ?? TYPES.get(typeInUtf8(type)) ?? 'other'
}

/**
 * Returns the media type without its parameters. Only a charset has a meaning for the types here, and it must
 * be UTF-8.
 */
function typeInUtf8(header: string): string | undefined {
  const mediaType = parseMediaType(header)
  return mediaType?.parameters.every(([name, value]) => name !== 'charset' || UTF8.test(value)) ? mediaType.type : undefined
}

/** Whether the request has a body of at least one byte (RFC 9112 §6). */
export function hasBody(c: Context<Environment>): boolean {
  // A body in chunks was read before, to learn its length.
  const length = c.get('body')?.length ?? Number(c.env.incoming.headers['content-length'] ?? 0)
  return length > 0
}

/**
 * Returns the body as text. It replaces no byte by U+FFFD.
 *
 * @returns undefined if the body is not UTF-8.
 */
export async function bodyText(c: Context<Environment>): Promise<string | undefined> {
  const bytes = c.get('body') ?? (await readBody(c.env.incoming))
  return isUtf8(bytes) ? bytes.toString() : undefined
}
