import type { Context } from 'hono'
import { readBody } from './body-limit.ts'
import type { Environment } from './environment.ts'

/** `absent`: no `Content-Type`. */
export type MediaType = 'form' | 'json' | 'absent' | 'other'

const FORM = /^application\/x-www-form-urlencoded$/i
const JSON_TYPE = /^application\/json$/i
const UTF8_CHARSET = /^charset=("?)utf-8\1$/i

/** What the request says its body is. The only parameter that is taken is a charset of UTF-8, and no coding but identity is. */
export function mediaTypeOf(c: Context<Environment>): MediaType {
  const header = c.req.header('content-type')
  if (header === undefined) return 'absent'
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim())
  const coding = c.req.header('content-encoding') ?? 'identity'
  if (coding.toLowerCase() !== 'identity' || !parameters.every((parameter) => UTF8_CHARSET.test(parameter))) return 'other'
  if (FORM.test(type)) return 'form'
  return JSON_TYPE.test(type) ? 'json' : 'other'
}

/** Whether the request announces one (RFC 9112 §6). */
export function hasBody(c: Context<Environment>): boolean {
  const { headers } = c.env.incoming
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}

/** The body as text; undefined where it is not UTF-8: nothing is folded into U+FFFD. */
export async function bodyText(c: Context<Environment>): Promise<string | undefined> {
  const bytes = c.var.body ?? (await readBody(c.env.incoming))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
