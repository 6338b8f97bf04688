import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../errors.ts'
import type { Environment } from './environment.ts'
import { bodyText, mediaTypeOf } from './request-body.ts'

/** Reads a JSON body once, in UTF-8 and nothing else (RFC 8259 §8.1), and leaves it where the validator of the route looks for it. */
export const jsonBody: MiddlewareHandler<Environment> = async (c, next) => {
  if (mediaTypeOf(c) !== 'json') throw new Refusal('unsupported_media_type', 'Send application/json.')
  const text = await bodyText(c)
  if (text === undefined || !isJson(text)) throw new Refusal('malformed_body', 'The body is not JSON in UTF-8.')
  c.req.bodyCache = { text: Promise.resolve(text) as never }
  return next()
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
