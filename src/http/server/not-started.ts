import type { Refusal } from '../../errors.ts'
import { errorResponse } from '../error-response.ts'
import { reasonOf } from '../refusal-log.ts'
import type { Fetch } from './named-response.ts'

/**
 * What is answered while the service waits for its database to start: the process is alive, and everything
 * else is refused with the reason. A supervisor that asks /livez lets it wait; one that asks /readyz sends it
 * no requests.
 */
export const answersBeforeStart =
  (refusal: Refusal): Fetch =>
  (request, env) => {
    if (new URL(request.url).pathname === '/livez') return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
    env.outgoing.refused = { code: refusal.code, reason: reasonOf(refusal) }
    return errorResponse(refusal)
  }
