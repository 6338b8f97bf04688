import type { Context } from 'hono'
import { Refusal } from '../../errors.ts'
import type { Environment } from '../environment.ts'
import { bodyText, bodyTypeOf, hasBody } from './body.ts'

/**
 * Reads a JSON body once, in UTF-8 and nothing else (RFC 8259 §8.1).
 *
 * @param required Whether a request without a body is refused. If not, it counts as one without members,
 * whatever its type says.
 */
export async function readJson(c: Context<Environment>, required: boolean): Promise<unknown> {
  if (!required && !hasBody(c)) return {}
  if (bodyTypeOf(c) !== 'json') throw new Refusal('unsupported_media_type', 'Send application/json.')
  const text = await bodyText(c)
  try {
    if (text !== undefined) return JSON.parse(text)
  } catch {
    // The parser's own message repeats what was sent, which may be a password.
  }
  throw new Refusal('malformed_body', 'The body is not JSON in UTF-8.')
}
