import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { routes } from '#generated/routes.ts'
import type { Config } from '../../config.ts'
import type { Tracer } from '../../traces/tracer.ts'
import { createClientAddress, createProxyTrust } from '../request/caller.ts'
import type { Fetch, NamedResponse } from './named-response.ts'

const ROUTES: Record<string, { path: string }> = routes

/** Any other method is `_OTHER` (semantic conventions, HTTP), so that the names are a closed list. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Wraps what answers requests, so that each has a span. It has the route as the contract writes it, and
 * nothing else of the request but its method.
 */
export function traced(fetch: Fetch, { tracer, trustedProxies }: { tracer: Tracer } & Pick<Config, 'trustedProxies'>): Fetch {
  const clientAddress = createClientAddress(trustedProxies)
  const isTrusted = createProxyTrust(trustedProxies)
  return (request, env) => {
    const { incoming, outgoing } = env
    const { traceparent } = incoming.headers
    const trace = tracer.begin(traceparent?.toString(), traceparent !== undefined && isTrusted(incoming.socket))
    if (trace === undefined) return fetch(request, env)
    outgoing.traceId = trace.traceId
    const address = clientAddress(incoming).address
    const ended = (response: Response): Response => {
      tracer.end(trace, spanOf(incoming, outgoing, response.status, address))
      return response
    }
    const answer = tracer.within(trace, () => fetch(request, env))
    return answer instanceof Promise ? answer.then(ended) : ended(answer)
  }
}

function spanOf({ method = '', socket }: IncomingMessage, { operation, refused }: NamedResponse, status: number, address: string) {
  const known = METHODS.includes(method)
  const route = operation === undefined ? undefined : ROUTES[operation]?.path
  const hasFailed = status >= 500
  return {
    name: [known ? method : 'HTTP', ...(route === undefined ? [] : [route])].join(' '),
    attributes: {
      'http.request.method': known ? method : '_OTHER',
      ...(route === undefined ? {} : { 'http.route': route }),
      'http.response.status_code': status,
      'url.scheme': (socket as TLSSocket).encrypted ? 'https' : 'http',
      'client.address': address,
      ...(hasFailed ? { 'error.type': refused?.code ?? String(status) } : {}),
    },
    hasFailed,
  }
}
