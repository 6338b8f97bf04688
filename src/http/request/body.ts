import type { Context } from 'hono'
import type { Environment } from '../environment.ts'
import { countHeader } from './bearer.ts'
import { readBody } from './body-limit.ts'
import { parseMediaType, parseTokens } from './field-value.ts'

/** `absent`: no `Content-Type`. */
export type BodyType = 'form' | 'json' | 'absent' | 'other'

const TYPES: Record<string, BodyType> = { 'application/x-www-form-urlencoded': 'form', 'application/json': 'json' }
/** The name of the charset, and its two other spellings in use. */
const UTF8 = /^(utf-?8|csutf8)$/i

/**
 * What the request says its body is: the only place that reads it, so that no two readers can differ. Of
 * the parameters only a charset counts, and it must be UTF-8; others mean nothing for these types and are
 * ignored. A coding other than identity, or a second `Content-Type`, makes it `other`.
 */
export function bodyTypeOf(c: Context<Environment>): BodyType {
  const header = c.req.header('content-type')
  if (header === undefined) return 'absent'
  // Node keeps the first of two, and another server may keep the last.
  if (countHeader(c.env.incoming.rawHeaders, 'content-type') > 1) return 'other'
  const codings = parseTokens(c.req.header('content-encoding') ?? '')
  const mediaType = parseMediaType(header)
  if (mediaType === undefined || codings.some((coding) => coding !== 'identity')) return 'other'
  const isUtf8 = mediaType.parameters.every(([name, value]) => name !== 'charset' || UTF8.test(value))
  return (isUtf8 ? TYPES[mediaType.type] : undefined) ?? 'other'
}

/** Whether the request has a body of at least one byte (RFC 9112 §6). */
export function hasBody(c: Context<Environment>): boolean {
  // A body in chunks was read before, to know its length.
  const length = c.var.body?.length ?? Number(c.env.incoming.headers['content-length'] ?? 0)
  return length > 0
}

/** The body as text; undefined if it is not UTF-8: nothing is folded into U+FFFD. */
export async function bodyText(c: Context<Environment>): Promise<string | undefined> {
  const bytes = c.var.body ?? (await readBody(c.env.incoming))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
