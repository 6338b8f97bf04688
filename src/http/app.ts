/**
 * The app: every operation of the contract, behind the checks that the contract asks for.
 *
 * It knows Hono, the generated routes and the handlers; it knows no rule of a token, an account or a client.
 * What holds for every request (CORS, the limit of a body) is used before the routes; what one operation
 * needs stands in `before`. Every refusal is thrown, and becomes an answer in `onError` alone.
 *
 * @module
 */

import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Handler, MiddlewareHandler } from 'hono'
import { routes } from '#generated/routes.ts'
import type { Config } from '../config.ts'
import { Refusal } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AccessTokens } from '../oauth/access-token.ts'
import type { Environment } from './environment.ts'
import { defectResponse, errorResponse } from './error-response.ts'
import { type Handlers, TOKEN_SCHEMES } from './operation-handler.ts'
import { createPathMethods, createUnknownPath, namedPathsOf } from './paths.ts'
import { DEFECT, refusedAs } from './refusal-log.ts'
import { bearerAuthentication } from './request/bearer.ts'
import { bodyLimit } from './request/body.ts'
import { cors } from './request/cors.ts'
import { pageForBrowsers } from './request/page-for-browsers.ts'
import { knownQuery } from './request/query.ts'
import { refuseInvalid, validatedBody } from './request/validation.ts'

/** Serves the operations of the contract and nothing else. */
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
  /** Whether there is a page for browsers. */
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

  app.use(cors(corsConfig, { methodsOf, issuer, log }))
  app.use(bodyLimit)
  for (const id of Object.keys(routes) as (keyof typeof routes)[]) {
    const route: RouteConfig = routes[id]
    const before = [
      ...nameGoesFirst(route, methodRefused),
      ...(docs ? browserPage(route) : []),
      // The caller is authenticated before anything that was sent is looked at.
      ...authentication(route, { accessTokens, issuer }),
      ...knownQuery(route),
      ...validatedBody(route),
    ]
    app.openAPIRegistry.registerPath(route)
    const { body: _, ...request } = route.request ?? {}
    app.openapi({ ...route, request, middleware: before, hide: true }, handlers[id] as Handler<Environment>, refuseInvalid(route))
  }
  app.notFound((c) => {
    const { path } = c.req
    const refusal = methodsOf(path).length === 0 ? unknownPath(path) : methodRefused(path)
    c.env.outgoing.refused = refusedAs(refusal, c)
    return errorResponse(refusal)
  })
  app.onError((error, c) => {
    const request = c.env.outgoing.requestId
    if (error instanceof Refusal) {
      c.env.outgoing.refused = refusedAs(error, c)
      // The line of the request says why. Only an error beneath the refusal needs a line of its own.
      if (error.cause !== undefined && error.why === undefined)
        log[error.code === 'unavailable' ? 'warn' : 'debug']('refused', { request, code: error.code, error })
      return errorResponse(error)
    }
    c.env.outgoing.refused = DEFECT
    log.error('a defect', { request, error })
    return defectResponse()
  })
  return app
}

/** A template that fits a path with a name of its own does not serve that. */
function nameGoesFirst({ path }: RouteConfig, refused: (path: string) => Refusal): MiddlewareHandler<Environment>[] {
  const named = namedPathsOf(path, Object.values(routes))
  if (named.length === 0) return []
  const guard: MiddlewareHandler<Environment> = async (c, next) => {
    if (named.includes(c.req.path)) throw refused(c.req.path)
    return next()
  }
  return [guard]
}

/** Redirects browsers, if the contract names a page for the operation. */
function browserPage(route: RouteConfig): MiddlewareHandler<Environment>[] {
  const { 'x-page': page } = route as { 'x-page'?: string }
  return page === undefined ? [] : [pageForBrowsers(page)]
}

/**
 * Demands an access token, if the contract leaves no other way in. It throws if the contract is unclear: no
 * route is open by mistake.
 */
function authentication(route: RouteConfig, by: { accessTokens: AccessTokens; issuer: string }): MiddlewareHandler<Environment>[] {
  const { security = [], path } = route
  const isToken = (requirement: object) => Object.keys(requirement).some((scheme) => TOKEN_SCHEMES.some((one) => one === scheme))
  // Open, or its handler authenticates the caller.
  if (!security.some(isToken) || security.some((requirement) => Object.keys(requirement).length === 0)) return []
  const scope = security.find(({ bearer }) => bearer !== undefined)?.bearer
  if (scope === undefined || !security.every(isToken)) throw new Error(`${path}: a token beside another way in is not supported`)
  return [bearerAuthentication(by, { scope, exclusiveAudience: (route as { 'x-audience'?: string })['x-audience'] === 'exclusive' })]
}
