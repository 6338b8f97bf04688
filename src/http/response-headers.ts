import type { MiddlewareHandler } from 'hono'
import type { Environment } from './environment.ts'

/** For what anybody may see and keep for five minutes. */
export const PUBLIC_CACHE = { 'cache-control': 'public, max-age=300' }

/**
 * What every answer carries unless its handler says otherwise. Set on Node's own response: a `Headers` object for each answer would cost more than the
 * rest of a short route.
 */
export const responseHeaders: MiddlewareHandler<Environment> = (c, next) => {
  const { outgoing } = c.env
  outgoing.setHeader('cache-control', 'no-store')
  outgoing.setHeader('x-content-type-options', 'nosniff')
  outgoing.setHeader('x-request-id', c.var.requestId)
  return next()
}
