import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../errors.ts'
import type { Environment } from './environment.ts'
import { bodyText, hasBody, mediaTypeOf } from './request-body.ts'

/** RFC 8707 §2. */
const REPEATABLE = 'resource'

const invalid = (sentence: string, cause?: unknown) => new Refusal('invalid_request', sentence, { cause })

/**
 * Reads the form of an OAuth endpoint once, under the rules of RFC 6749 §3.2: a parameter sent without a value counts as absent, and none may be repeated.
 * What it has read it leaves where the validator of the route looks for it, which is stricter than the validator's own reading and half its cost.
 *
 * @param required Whether a request without a body is refused.
 */
export function oauthForm({ required }: { required: boolean }): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const mediaType = mediaTypeOf(c)
    if (mediaType === 'absent' && !required && !hasBody(c)) return next()
    if (mediaType !== 'form') throw invalid('Send application/x-www-form-urlencoded in UTF-8.')
    const text = await bodyText(c)
    if (text === undefined) throw invalid('The body is not UTF-8.')
    // The validator asks this cache first, and needs no more of a form than its forEach.
    c.req.bodyCache.formData = parseForm(text) as unknown as FormData
    return next()
  }
}

/** Throws `invalid_request` for a repeated parameter, a bad escape, and whatever is not UTF-8 (overlong forms and surrogates too). */
function parseForm(text: string): URLSearchParams {
  const form = new URLSearchParams()
  const seen = new Set<string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decode(pair.slice(at + 1))
    if (seen.has(name) && name !== REPEATABLE) throw invalid('A parameter is repeated.')
    seen.add(name)
    // An array to the validator, were it not for this; no parameter of ours ends so.
    if (value !== '' && !name.endsWith('[]')) form.append(name, value)
  }
  return form
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '))
    if (!decoded.includes('\0')) return decoded
  } catch (error) {
    throw invalid('The form is malformed.', error)
  }
  throw invalid('The form has a NUL character.')
}
