import type { Refusal } from '../../errors.ts'
import { errorResponse } from '../error-response.ts'
import { reasonOf } from '../refusal-log.ts'
import type { App } from './named-response.ts'

/**
 * Answers requests while the service waits for its database to start. `/livez` succeeds because the
 * process is alive; everything else is refused with the reason.
 */
export const answersBeforeStart = (refusal: Refusal): App => ({
  fetch(request, env) {
    // A supervisor that asks /livez lets the service wait. A load balancer that asks /readyz sends it no
    // requests.
    if (new URL(request.url).pathname === '/livez') return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
    env.outgoing.refused = { code: refusal.code, reason: reasonOf(refusal) }
    return errorResponse(refusal)
  },
})
