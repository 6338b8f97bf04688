/**
 * Checks the body of a request against the schema of the contract, as a form or as JSON.
 *
 * @module
 */

import type { RouteConfig, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { Refusal } from '../../errors.ts'
import type { Check } from '../check.ts'
import type { Environment } from '../environment.ts'
import { formRefusal, tokenFormRefusal, validationRefusal } from '../validation-refusals.ts'
import { bodyText, bodyTypeOf, hasBody } from './body.ts'

/**
 * Reads the body of an operation, checks it against its schema, and leaves it for the handler
 * (`c.req.valid`). The reader of the library is not used: it takes wrong media types (RFC 9110 §8.3.1),
 * uses other words, and reads everything twice.
 */
export function validatedBody({ request }: RouteConfig): Check[] {
  const body = request?.body
  if (body === undefined) return []
  const { required = false } = body
  const [[mediaType, content] = []] = Object.entries(body.content)
  const { schema } = content as { schema: z.ZodType }
  const [target, read, refusalFor] =
    mediaType === 'application/json' ? (['json', readJson, validationRefusal] as const) : (['form', readForm, refusedForm] as const)
  const reading: Check = async (c) => {
    const sent = await read(c, required)
    const { data, error } = schema.safeParse(sent)
    if (error !== undefined) throw refusalFor(error.issues, sent)
    c.req.addValidatedData(target, data as object)
  }
  return [reading]
}

/** Creates the refusal of a form. A union that can fail is that of `/token`, with a branch for each grant. */
function refusedForm(issues: readonly z.core.$ZodIssue[], sent: unknown) {
  if (issues.every(({ code }) => code !== 'invalid_union')) return formRefusal(issues)
  const { grant_type: grantType } = sent as { grant_type?: string }
  return tokenFormRefusal(grantType, issues)
}

/**
 * Reads JSON in UTF-8 (RFC 8259 §8.1). If the body is optional and absent, it is treated as `{}`, whatever
 * its type says.
 */
async function readJson(c: Context<Environment>, required: boolean): Promise<unknown> {
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
 * Reads the form of an OAuth endpoint. If the body is optional and absent, it is treated as a form without
 * parameters, whatever its type says.
 */
async function readForm(c: Context<Environment>, required: boolean): Promise<Form> {
  if (!required && !hasBody(c)) return {}
  if (bodyTypeOf(c) !== 'form') throw invalid('Send application/x-www-form-urlencoded in UTF-8.')
  const text = await bodyText(c)
  if (text === undefined) throw invalid('The body is not UTF-8.')
  return parseForm(text)
}

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
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '))
    if (!decoded.includes('\0')) return decoded
  } catch {
    throw invalid('The form is malformed: it has a percent sign without two digits, or what is not UTF-8.')
  }
  throw invalid('The form has a NUL character.')
}
