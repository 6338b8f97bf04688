// The first handlers match the contract. Each later one departs from it in one way, and `tsc` fails if any of
// them compiles.
import { OpenAPIHono } from '@hono/zod-openapi'
import type { components } from '#generated/openapi.d.ts'
import {
  endSession,
  type getMe,
  getOpenapiYaml,
  type getProtected,
  issueToken,
  type logIn,
  logOut,
  refreshToken,
} from '#generated/routes.ts'
import type { Environment } from '../../src/http/environment.ts'
import type { OperationHandler } from '../../src/http/operation-handler.ts'

type Schemas = components['schemas']
type AppEnv = { Variables: { issuer: string } }
type Authenticated = { Variables: { claims: NonNullable<Environment['Variables']['claims']> } }
const tokens: Schemas['TokenResponse'] = { access_token: 'x', token_type: 'bearer', expires_in: 1, scope: 'data:read' }

const issue: OperationHandler<typeof issueToken, AppEnv> = async (c) => {
  const form = c.req.valid('form')
  return c.json({ ...tokens, scope: form.scope ?? c.var.issuer }, 200)
}
const refresh: OperationHandler<typeof refreshToken> = async (c) => c.json(tokens, 200)
const out: OperationHandler<typeof logOut, Authenticated> = async (c) => c.body(null, 204)
const end: OperationHandler<typeof endSession, Environment> = async (c) => {
  c.var.claims.sub satisfies string
  c.req.valid('param').session_id satisfies string
  return c.body(null, 204)
}
const yaml: OperationHandler<typeof getOpenapiYaml> = async (c) => c.body('openapi: 3.1.0', 200, { 'content-type': 'application/yaml' })
new OpenAPIHono<AppEnv>().openapi(issueToken, issue)
new OpenAPIHono().openapi(refreshToken, refresh).openapi(getOpenapiYaml, yaml)
new OpenAPIHono<Authenticated>().openapi(logOut, out)
new OpenAPIHono<Environment & Authenticated>().openapi(endSession, end as OperationHandler<typeof endSession, Environment & Authenticated>)

// @ts-expect-error a member that the contract does not have, in a body with the declared type
export const leak: Schemas['ProtectedMessage'] = { message: 'Protected route', secret: 'x' }
// @ts-expect-error an undeclared status
export const a1: OperationHandler<typeof getProtected> = async (c) => c.json({ message: 'Protected route' as const }, 201)
// @ts-expect-error no status, although the declared one has no body
export const a2: OperationHandler<typeof logOut> = async (c) => c.json({ done: true })
// @ts-expect-error a text other than the contract's
export const a3: OperationHandler<typeof getProtected> = async (c) => c.json({ message: 'Hello' as const }, 200)
// @ts-expect-error a required member is missing
export const a4: OperationHandler<typeof issueToken> = async (c) => c.json({ access_token: 'x', token_type: 'bearer' as const }, 200)
// @ts-expect-error a number where the contract has text
export const a5: OperationHandler<typeof issueToken> = async (c) => c.json({ ...tokens, scope: 1 }, 200)
// @ts-expect-error null for a member that is never null
export const a6: OperationHandler<typeof issueToken> = async (c) => c.json({ ...tokens, refresh_token: null }, 200)
// @ts-expect-error an error body built by the handler: refusals are thrown
export const a7: OperationHandler<typeof refreshToken> = async (c) => c.json({ detail: 'Invalid token' }, 401)
// @ts-expect-error an undeclared error
export const a8: OperationHandler<typeof refreshToken> = async (c) => c.json({ detail: 'x' }, 500)
// @ts-expect-error a Response without a type
export const a9: OperationHandler<typeof getProtected> = async () => new Response('hi', { status: 200 })
// @ts-expect-error text for JSON
export const a10: OperationHandler<typeof getProtected> = async (c) => c.text('Protected route', 200)
// @ts-expect-error an empty response for JSON
export const a11: OperationHandler<typeof getProtected> = async (c) => c.body(null, 200)
// @ts-expect-error an empty response with another status
export const a12: OperationHandler<typeof logOut> = async (c) => c.body(null, 200)
// @ts-expect-error an empty response with a body
export const a13: OperationHandler<typeof logOut> = async (c) => c.json({ done: true }, 204)
// @ts-expect-error a body with a status that has none
export const a14: OperationHandler<typeof logOut> = async (c) => c.json({ done: true }, 200)
// @ts-expect-error JSON for YAML
export const a15: OperationHandler<typeof getOpenapiYaml> = async (c) => c.json({ openapi: '3.1.0' }, 200)
// @ts-expect-error a redirect that the contract does not have
export const a16: OperationHandler<typeof getMe> = async (c) => c.redirect('/docs', 302)
// @ts-expect-error a member that the form does not have
export const a17: OperationHandler<typeof issueToken> = async (c) => c.json({ ...tokens, scope: c.req.valid('form').scopes }, 200)
// @ts-expect-error a request part that the operation does not take
export const a18: OperationHandler<typeof refreshToken> = async (c) => c.json(c.req.valid('json'), 200)
// @ts-expect-error a caller of an operation that needs no token
export const a19: OperationHandler<typeof logIn, Environment> = async (c) => c.json({ ...tokens, scope: c.var.claims.scope }, 200)
// @ts-expect-error a caller of an operation that is open to a form as well
export const a20: OperationHandler<typeof refreshToken, Environment> = async (c) => c.json({ ...tokens, scope: c.var.claims.scope }, 200)
