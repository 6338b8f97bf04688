/**
 * The app: every operation of the contract, behind the checks that the contract requires.
 *
 * It knows Hono, the generated routes and the handlers. It knows no rule about tokens, accounts or
 * clients. To add a check for every request (such as CORS or the body limit), put it into `always`. To add
 * a check for one operation, put it into its list, where the checks run in their order. Handlers and checks
 * throw refusals, and `onError` turns them into answers.
 *
 * Hono finds the route, and zod-openapi has its description. The library's own validators are not used,
 * because `validation.ts` and `parameters.ts` are stricter and cost less.
 *
 * @module
 */

import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { routes } from '#generated/routes.ts'
import type { Config } from '../config.ts'
import { Refusal } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AccessTokens } from '../oauth/access-token.ts'
import { type Answering, behind, type Check } from './check.ts'
import type { Environment } from './environment.ts'
import { defectResponse, errorResponse } from './error-response.ts'
import { type Handlers, TOKEN_SCHEMES } from './operation-handler.ts'
import { createPathMethods, createUnknownPath, namedPathsOf } from './paths.ts'
import { DEFECT, refusedAs } from './refusal-log.ts'
import { bearerAuthentication } from './request/bearer.ts'
import { bodyLimit } from './request/body.ts'
import { cors } from './request/cors.ts'
import { pageForBrowsers } from './request/page-for-browsers.ts'
import { validatedParameters } from './request/parameters.ts'
import { knownQuery } from './request/query.ts'
import { validatedBody } from './request/validation.ts'

/** Creates the app, which serves the operations of the contract and nothing else. */
export function createApp({
  handlers,
  accessTokens,
  cors: corsConfig,
  docs,
  issuer,
  log,
}: {
  handlers: Handlers
  accessTokens: AccessTokens
  cors: Config['cors']
  /** Whether the docs page is served. */
  docs: boolean
  issuer: string
  log: Log
}): OpenAPIHono<Environment> {
  const app = new OpenAPIHono<Environment>()
  const methodsOf = createPathMethods(Object.values(routes))
  const unknownPath = createUnknownPath(
    Object.values(routes).map(({ path }) => path),
    docs ? '/docs' : '/openapi.json',
  )
  const methodRefused = (path: string) => new Refusal('method_not_allowed', 'Method not allowed', { allow: methodsOf(path) })

  const always = [cors(corsConfig, { methodsOf, issuer, log }), bodyLimit]
  for (const id of Object.keys(routes) as (keyof typeof routes)[]) {
    const route: RouteConfig = routes[id]
    const tokenChecks = authentication(route, { accessTokens, issuer })
    const checks = [
      ...always,
      ...nameGoesFirst(route, methodRefused),
      ...(docs ? browserPage(route) : []),
      // Authenticate the caller before checking the query and the body.
      ...tokenChecks,
      ...(isStreamed(route) ? [askableAgain(tokenChecks)] : []),
      ...knownQuery(route),
      ...validatedBody(route),
      ...validatedParameters(route),
    ]
    app.openAPIRegistry.registerPath(route)
    app.openapi({ ...route, request: {}, hide: true }, behind(checks, handlers[id] as Answering, id))
  }
  app.notFound(
    behind(always, ({ req: { path } }) => {
      throw methodsOf(path).length === 0 ? unknownPath(path) : methodRefused(path)
    }),
  )
  app.onError((error, c) => {
    const request = c.env.outgoing.requestId
    if (error instanceof Refusal) {
      c.env.outgoing.refused = refusedAs(error, c)
      // The log line of the request already has the reason. Log again only if the cause is an error, not a
      // sentence.
      if (error.cause !== undefined && error.why === undefined)
        log[error.code === 'unavailable' ? 'warn' : 'debug']('refused', { request, code: error.code, error })
      return errorResponse(error)
    }
    c.env.outgoing.refused = DEFECT
    log.error('the request failed because of a defect in Mintmark', { request, error })
    return defectResponse()
  })
  return app
}

/**
 * Refuses a path that the contract names, if the template of the route matches it too. Only the operation
 * of the named path serves it (OpenAPI 3.1 §4.8.8.2).
 */
function nameGoesFirst({ path }: RouteConfig, refused: (path: string) => Refusal): Check[] {
  const named = namedPathsOf(path, Object.values(routes))
  if (named.length === 0) return []
  const guard: Check = (c) => {
    if (named.includes(c.req.path)) throw refused(c.req.path)
  }
  return [guard]
}

/** Whether an answer of the operation outlives the check of its token. */
const isStreamed = ({ responses }: RouteConfig): boolean =>
  Object.values(responses).some((response) => Object.hasOwn((response as { content?: object }).content ?? {}, 'text/event-stream'))

/** Lets the handler repeat the checks of the token while it answers. */
const askableAgain =
  (checks: readonly Check[]): Check =>
  (c) => {
    c.set('askAgain', async () => {
      for (const check of checks) await check(c)
    })
    return undefined
  }

/** Redirects browsers, if the contract names a page for the operation (`x-page`). */
function browserPage(route: RouteConfig): Check[] {
  const { 'x-page': page } = route as { 'x-page'?: string }
  return page === undefined ? [] : [pageForBrowsers(page)]
}

/**
 * Requires an access token, if the contract allows no other way in.
 *
 * @throws {Error} if the contract allows a token or another way in, so that no route is open by mistake.
 */
function authentication(route: RouteConfig, by: { accessTokens: AccessTokens; issuer: string }): Check[] {
  const { security = [], path } = route
  const isToken = (requirement: object) => Object.keys(requirement).some((scheme) => TOKEN_SCHEMES.some((one) => one === scheme))
  // The operation is open, or its handler authenticates the caller.
  if (!security.some(isToken) || security.some((requirement) => Object.keys(requirement).length === 0)) return []
  const scope = security.find(({ bearer }) => bearer !== undefined)?.bearer
  if (scope === undefined || !security.every(isToken))
    throw new Error(`${path}: the contract allows a token or another way in, which is not supported`)
  return [bearerAuthentication(by, { scope, exclusiveAudience: (route as { 'x-audience'?: string })['x-audience'] === 'exclusive' })]
}
