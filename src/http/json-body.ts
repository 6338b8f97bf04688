import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../errors.ts'
import type { Environment } from './environment.ts'
import { bodyText, hasBody, mediaTypeOf } from './request-body.ts'

/**
 * Reads a JSON body once, in UTF-8 and nothing else (RFC 8259 §8.1), and leaves it where the validator of the route looks for it.
 *
 * @param required Whether a request without a body is refused. Where it is not, none is as one without members.
 */
export function jsonBody({ required }: { required: boolean }): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const isAbsent = !required && !hasBody(c)
    const mediaType = mediaTypeOf(c)
    if (isAbsent && mediaType === 'absent') return next()
    if (mediaType !== 'json') throw new Refusal('unsupported_media_type', 'Send application/json.')
    const text = isAbsent ? '{}' : await bodyText(c)
    if (text === undefined || !isJson(text)) throw new Refusal('malformed_body', 'The body is not JSON in UTF-8.')
    c.req.bodyCache = { text: Promise.resolve(text) as never }
    return next()
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
