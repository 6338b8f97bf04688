import type { Context } from 'hono'
import { Refusal } from '../../errors.ts'
import type { Environment } from '../environment.ts'
import { bodyText, bodyTypeOf, hasBody } from './body.ts'

/** By name; a list if the parameter was repeated. */
export type Form = Record<string, string | string[]>

/** RFC 8707 §2. */
const REPEATABLE = 'resource'

/** All that some operation knows. Only these are repeated in a refusal. */
const NAMES = new Set([
  ...['grant_type', 'username', 'password', 'scope', 'refresh_token', 'token', 'token_type_hint'],
  ...['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'],
])

const invalid = (sentence: string) => new Refusal('invalid_request', sentence)

/**
 * Reads the form of an OAuth endpoint once, under the rules of RFC 6749 §3.2: a parameter sent without a
 * value counts as absent, and only `resource` may be repeated.
 *
 * @param required Whether a request without a body is refused. If not, it counts as one without parameters,
 * whatever its type says.
 */
export async function readForm(c: Context<Environment>, required: boolean): Promise<Form> {
  if (!required && !hasBody(c)) return {}
  if (bodyTypeOf(c) !== 'form') throw invalid('Send application/x-www-form-urlencoded in UTF-8.')
  const text = await bodyText(c)
  if (text === undefined) throw invalid('The body is not UTF-8.')
  return parseForm(text)
}

/**
 * @throws {Refusal} invalid_request for a repeated parameter, a bad escape, and what is not UTF-8 (overlong
 * forms and surrogates too).
 */
function parseForm(text: string): Form {
  const form: Form = Object.create(null)
  const seen = new Set<string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decode(pair.slice(at + 1))
    if (seen.has(name) && name !== REPEATABLE)
      throw invalid(NAMES.has(name) ? `The parameter ${name} is repeated.` : 'A parameter that is not known here is repeated.')
    seen.add(name)
    if (value !== '') form[name] = name in form ? [form[name] as string | string[], value].flat() : value
  }
  return form
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '))
    if (!decoded.includes('\0')) return decoded
  } catch {
    throw invalid('The form is malformed: it has a percent sign without two digits, or what is not UTF-8.')
  }
  throw invalid('The form has a NUL character.')
}
