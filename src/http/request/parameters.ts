import type { RouteConfig, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Check } from '../check.ts'
import type { Environment } from '../environment.ts'
import { headerRefusal, validationRefusal } from '../validation-refusals.ts'
import { hasBearerToken } from './bearer.ts'

type Values = Record<string, unknown>
type Schema = z.ZodType & { shape: Record<string, unknown> }

/**
 * Checks the parameters of an operation against their schemas, and leaves them for the handler
 * (`c.req.valid`). It reads only the headers that the contract names, where the library would copy all.
 */
export function validatedParameters(route: RouteConfig): Check[] {
  const { query, params, headers } = route.request ?? {}
  return [
    ...checkOf(query, 'query', queryOf, validationRefusal),
    ...checkOf(params, 'param', (c) => c.req.param(), validationRefusal),
    ...checkOf(headers, 'header', headersOf, (issues, _, c) => headerRefusal(issues, isOfOauth(route, c) ? 'oauth' : 'problem')),
  ]
}

function checkOf(
  declared: unknown,
  target: 'query' | 'param' | 'header',
  read: (c: Context<Environment>, schema: Schema) => Values,
  refusalFor: (issues: z.core.$ZodIssue[], sent: Values, c: Context<Environment>) => Error,
): Check[] {
  if (declared === undefined) return []
  const schema = declared as Schema
  const check: Check = (c) => {
    const sent = read(c, schema)
    const { data, error } = schema.safeParse(sent)
    if (error !== undefined) throw refusalFor(error.issues, sent, c)
    c.req.addValidatedData(target, data as object)
  }
  return [check]
}

/** Returns the parameters of the query by name. A repeated one is a list. */
const queryOf = (c: Context<Environment>): Values =>
  Object.fromEntries(Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]))

const headersOf = (c: Context<Environment>, { shape }: Schema): Values =>
  Object.fromEntries(
    Object.keys(shape)
      .map((name) => [name, c.env.incoming.headers[name.toLowerCase()]])
      .filter(([, value]) => value !== undefined),
  )

/** The part of a form that decides which error shape its operation has. */
type RefreshForm = { out: { form: { refresh_token?: string } } }

/**
 * Whether a refusal is an `OAuthError`. It is if the operation takes a form, unless a Bearer token was
 * sent in place of the form.
 */
function isOfOauth({ request, security = [] }: RouteConfig, c: Context<Environment, string, RefreshForm>): boolean {
  if (!Object.hasOwn(request?.body?.content ?? {}, 'application/x-www-form-urlencoded')) return false
  const { refresh_token: refreshToken } = c.req.valid('form')
  return !(security.some(({ bearer }) => bearer !== undefined) && refreshToken === undefined && hasBearerToken(c))
}
