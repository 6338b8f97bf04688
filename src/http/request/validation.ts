/**
 * Checks the body of a request against the schema of the contract, as a form or as JSON. The reader of the
 * library is not used: it takes wrong media types (RFC 9110 §8.3.1), uses other words, and reads everything
 * twice.
 *
 * @module
 */

import type { RouteConfig, z } from '@hono/zod-openapi'
import { Refusal } from '../../errors.ts'
import type { Check } from '../check.ts'
import { formRefusal, tokenFormRefusal, validationRefusal } from '../validation-refusals.ts'
import { bodyText, bodyTypeOf, hasBody } from './body.ts'

type Issues = readonly z.core.$ZodIssue[]

/** How a body of one media type is read, and refused. */
interface Format {
  wrongType(): Refusal
  /** @throws {Refusal} if the text is malformed, or undefined since the body is not UTF-8. */
  parse(text: string | undefined): unknown
  refusalFor(issues: Issues, sent: unknown): Refusal
}

const invalid = (sentence: string) => new Refusal('invalid_request', sentence)

const FORMATS: Record<'form' | 'json', Format> = {
  form: {
    wrongType: () => invalid('Send application/x-www-form-urlencoded in UTF-8.'),
    parse(text) {
      if (text === undefined) throw invalid('The body is not UTF-8.')
      return parseForm(text)
    },
    refusalFor: refusedForm,
  },
  json: {
    wrongType: () => new Refusal('unsupported_media_type', 'Send application/json.'),
    parse(text) {
      try {
        // JSON is UTF-8 (RFC 8259 §8.1).
        if (text !== undefined) return JSON.parse(text)
      } catch {
        // The parser's own message repeats what was sent, which may be a password.
      }
      throw new Refusal('malformed_body', 'The body is not JSON in UTF-8.')
    },
    refusalFor: validationRefusal,
  },
}

/**
 * Reads the body of an operation, checks it against its schema, and leaves it for the handler
 * (`c.req.valid`). An absent body that is optional counts as one without members, whatever its type says.
 */
export function validatedBody({ request }: RouteConfig): Check[] {
  const body = request?.body
  if (body === undefined) return []
  const { required = false } = body
  const [[mediaType, content] = []] = Object.entries(body.content)
  const { schema } = content as { schema: z.ZodType }
  const target = mediaType === 'application/json' ? 'json' : 'form'
  const { wrongType, parse, refusalFor } = FORMATS[target]
  const reading: Check = async (c) => {
    const isAbsent = !required && !hasBody(c)
    if (!isAbsent && bodyTypeOf(c) !== target) throw wrongType()
    const sent = isAbsent ? {} : parse(await bodyText(c))
    const { data, error } = schema.safeParse(sent)
    if (error !== undefined) throw refusalFor(error.issues, sent)
    c.req.addValidatedData(target, data as object)
  }
  return [reading]
}

/** Creates the refusal of a form. Only the union of `/token` can fail: it has a branch for each grant. */
function refusedForm(issues: Issues, sent: unknown): Refusal {
  if (issues.every(({ code }) => code !== 'invalid_union')) return formRefusal(issues)
  const { grant_type: grantType } = sent as { grant_type?: string }
  return tokenFormRefusal(grantType, issues)
}

/** The parameters by name. A repeated one is a list. */
type Form = Record<string, string | string[]>

/** The only parameter that may be repeated (RFC 8707 §2). */
const REPEATABLE = 'resource'

/** Every parameter that some operation knows. A refusal names only these. */
const NAMES = new Set([
  ...['grant_type', 'username', 'password', 'scope', 'refresh_token', 'token', 'token_type_hint'],
  ...['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'],
])

/**
 * Parses a form (RFC 6749 §3.2). A parameter without a value counts as absent, and only `resource` may be
 * repeated.
 *
 * @throws {Refusal} invalid_request if a parameter is repeated, has a bad escape or a NUL, or is not
 * UTF-8. Overlong forms and surrogates are not UTF-8.
 */
function parseForm(text: string): Form {
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
