import type { MiddlewareHandler } from 'hono'
import type { Log } from '../log.ts'
import { randomId, type System } from '../system.ts'
import type { Environment } from './environment.ts'

const MAX_PATH_LENGTH = 200

/** Names each request, to the client too, and logs it when it is answered: never its query, headers or body. What succeeded is of interest to who debugs. */
export function requestLog(log: Log, system: System): MiddlewareHandler<Environment> {
  const prefix = randomId(system).slice(0, 8)
  let count = 0
  return async (c, next) => {
    count += 1
    c.set('requestId', `${prefix}-${count}`)
    c.env.outgoing.setHeader('x-request-id', c.var.requestId)
    const startedAtMs = system.nowMs()
    await next()
    const { status } = c.res
    log[status < 400 ? 'debug' : 'info']('answered', {
      request: c.var.requestId,
      method: c.req.method,
      path: c.req.path.slice(0, MAX_PATH_LENGTH),
      status,
      tookMs: system.nowMs() - startedAtMs,
    })
  }
}
