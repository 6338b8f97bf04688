import { getPath } from 'hono/utils/url'
import type { Log } from '../../log.ts'
import { randomId, type System } from '../../system.ts'
import type { ClientAddressOf } from '../request/client-address.ts'
import type { Fetch } from './server.ts'

const MAX_PATH_LENGTH = 200

/**
 * Names each request, to the client too, and logs it when it is answered, with the client's address and, of a refusal, why and to whom: never its query, headers or body.
 * What succeeded is of interest to who debugs, and costs nobody else anything.
 */
export function logged(fetch: Fetch, { log, clientAddress, system }: { log: Log; clientAddress: ClientAddressOf; system: System }): Fetch {
  const prefix = randomId(system).slice(0, 8)
  let count = 0
  return (request, env) => {
    count += 1
    const requestId = `${prefix}-${count}`
    env.outgoing.requestId = requestId
    const startedAtMs = system.nowMs()
    const noted = (response: Response): Response => {
      const { status } = response
      log[status < 400 ? 'debug' : 'info']('answered', () => ({
        request: requestId,
        method: request.method,
        path: getPath(request).slice(0, MAX_PATH_LENGTH),
        status,
        tookMs: system.nowMs() - startedAtMs,
        address: clientAddress({ env }).address,
        ...env.outgoing.refused,
        ...(env.outgoing.ignored === undefined ? {} : { ignored: env.outgoing.ignored }),
      }))
      return response
    }
    const answer = fetch(request, env)
    return answer instanceof Promise ? answer.then(noted) : noted(answer)
  }
}
