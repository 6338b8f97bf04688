import createBuilder from 'openapi-fetch'
import type { Own, Wanted } from './audience.ts'
import type { AuthorizedSender, Outgoing, Sender, TokenSource } from './authorized-fetch.ts'
import type { Call, Method } from './call.ts'
import type { paths } from './contract.ts'
import type { Calls } from './generated/calls.ts'
import { OPERATIONS } from './generated/operations.ts'
import type { TokenFailure } from './result.ts'
import { answerOf, type Received, type Sent } from './transport.ts'

/**
 * Every operation of the contract except those of the token manager. `Calls` describes each, and `Call` takes
 * any path.
 */
export type Api = { [M in Method]: Calls[M] & Call<M> }

interface Needs {
  baseUrl: string
  sender: Sender<Received>
  sendAuthorized: AuthorizedSender
  sourceOf(wanted: Wanted): TokenSource
  /** The client's own authentication (RFC 6749 §2.3.1), for operations that need it. */
  clientHeaders: Record<string, string>
}

export function createApi({ baseUrl, sender, sendAuthorized, sourceOf, clientHeaders }: Needs): Api {
  const builder = createBuilder<paths>({ baseUrl, credentials: 'omit', redirect: 'error' })
  const build = builder.request as (method: string, path: string, options: object) => Promise<unknown>

  const call =
    (method: Method) =>
    async (path: string, options: { signal?: AbortSignal } = {}) => {
      const name = `${method.toUpperCase()} ${path}`
      const operation = OPERATIONS[name]
      if (operation === undefined)
        throw new TypeError(`${name} is not an operation of the service. Use a path of the contract, such as /me/sessions/{session_id}.`)
      const { credentials, form, exclusive } = operation
      const own: Own = exclusive ? 'alone' : 'among others'
      const headers = { accept: 'application/json', ...(form ? FORM : {}), ...(credentials === 'client' ? clientHeaders : {}) }
      const { signal } = options
      let result: Sent<Received> | TokenFailure | undefined
      await build(method, path, {
        ...options,
        headers,
        // openapi-fetch only builds the request; this client sends it.
        fetch: async (request: Request) => {
          const outgoing: Outgoing = { make: () => request.clone(), replayable: true, signal }
          result = await (credentials === 'bearer' ? sendAuthorized(outgoing, sender, sourceOf({ own }), own) : sender(outgoing))
          return new Response(null, { status: 204 })
        },
      })
      return result?.status === 'answered' ? answerOf(name, result) : result
    }

  const api: Record<Method, unknown> = {
    get: call('get'),
    post: call('post'),
    put: call('put'),
    patch: call('patch'),
    delete: call('delete'),
  }
  return api as Api
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
