import { Refusal } from '../../errors.ts'

/** The parameters by name. A repeated one is a list. */
type Form = Record<string, string | string[]>

/** The only parameter that may be repeated (RFC 8707 §2). */
const REPEATABLE = 'resource'

/** Every parameter that some operation knows. A refusal names only these. */
const NAMES = new Set([
  ...['grant_type', 'username', 'password', 'scope', 'refresh_token', 'token', 'token_type_hint'],
  ...['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'],
])

const invalid = (sentence: string) => new Refusal('invalid_request', sentence)

/**
 * Parses a form (RFC 6749 §3.2). A parameter without a value counts as absent, and only `resource` may be
 * repeated.
 *
 * @throws {Refusal} invalid_request if a parameter is repeated, has a bad escape or a NUL, or is not
 * UTF-8. Overlong forms and surrogates are not UTF-8.
 */
export function parseForm(text: string): Form {
  const form: Form = Object.create(null)
  const names = new Set<string>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decode(pair.slice(at + 1))
    if (names.has(name) && name !== REPEATABLE)
      throw invalid(NAMES.has(name) ? `The parameter ${name} is repeated.` : 'A parameter that is not known here is repeated.')
    names.add(name)
    if (value !== '') form[name] = Object.hasOwn(form, name) ? [form[name] as string | string[], value].flat() : value
  }
  return form
}

function decode(text: string): string {
  const decoded = formDecoded(text)
  if (decoded === undefined) throw invalid('The form is malformed: it has a percent sign without two digits, or what is not UTF-8.')
  if (decoded.includes('\0')) throw invalid('The form has a NUL character.')
  return decoded
}

/**
 * Decodes application/x-www-form-urlencoded. Most texts have nothing to decode, so they are returned as they
 * are.
 *
 * @returns undefined if the text is malformed.
 */
export function formDecoded(text: string): string | undefined {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
