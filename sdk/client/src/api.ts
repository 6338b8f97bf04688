import createBuilder, { type ParamsOption, type RequestBodyOption } from 'openapi-fetch'
import { readAnswer } from './answer.ts'
import type { AuthorizedSender, Outgoing, Sender, TokenSource } from './authorized-fetch.ts'
import type { paths } from './generated/openapi.ts'
import { OPERATIONS } from './generated/operations.ts'
import type { Result, TokenFailure } from './result.ts'
import { failureOf, type Sent } from './send.ts'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** What the token manager does, and nobody beside it should. */
type Managed = '/token' | '/token/refresh' | '/token/revoke' | '/login' | '/logout'

/** The paths of the contract that have a method. */
export type PathWith<M extends Method> = {
  [Path in Exclude<keyof paths, Managed>]: paths[Path] extends Record<M, { responses: object }> ? Path : never
}[Exclude<keyof paths, Managed>]

type OperationOf<M extends Method, Path extends PathWith<M>> =
  paths[Path] extends Record<M, infer Operation extends { responses: object }> ? Operation : never

/** The parameters and the body that the operation declares, and how to give up. */
export type CallOptions<Operation> = ParamsOption<Operation> & RequestBodyOption<Operation> & { signal?: AbortSignal | undefined }

/** What a call comes to: a declared response of the operation, or what came between. */
export type CallResult<Operation extends { responses: object }> = Result<Operation> | TokenFailure

/** Calls an operation by its path. Options may be left out where the operation needs none. */
export type Call<M extends Method> = <Path extends PathWith<M>>(
  path: Path,
  ...options: object extends CallOptions<OperationOf<M, Path>> ? [CallOptions<OperationOf<M, Path>>?] : [CallOptions<OperationOf<M, Path>>]
) => Promise<CallResult<OperationOf<M, Path>>>

/** Every operation of the contract but those that the token manager does. */
export type Api = { [M in Method]: Call<M> }

interface Needs {
  baseUrl: string
  sender: Sender
  sendAuthorized: AuthorizedSender
  source: TokenSource
  /** The client's own authentication (RFC 6749 §2.3.1), for what it asks for itself. */
  clientHeaders: Record<string, string>
}

export function createApi({ baseUrl, sender, sendAuthorized, source, clientHeaders }: Needs): Api {
  const builder = createBuilder<paths>({ baseUrl, credentials: 'omit', redirect: 'error' })
  const build = builder.request as (method: string, path: string, options: object) => Promise<unknown>

  const call =
    (method: Method) =>
    async (path: string, options: { signal?: AbortSignal } = {}) => {
      const name = `${method.toUpperCase()} ${path}`
      const operation = OPERATIONS[name]
      if (operation === undefined)
        throw new TypeError(`${name} is no operation of the service: a path is one of the contract, such as /me/sessions/{session_id}.`)
      const { credentials, form } = operation
      const headers = { accept: 'application/json', ...(form ? FORM : {}), ...(credentials === 'client' ? clientHeaders : {}) }
      const { signal } = options
      let result: Sent | TokenFailure | undefined
      await build(method, path, {
        ...options,
        headers,
        // Builds the request by the contract; what becomes of it is ours.
        fetch: async (request: Request) => {
          const outgoing: Outgoing = { make: () => request.clone(), replayable: true, signal }
          result = await (credentials === 'bearer' ? sendAuthorized(outgoing, sender, source) : sender(outgoing))
          return new Response(null, { status: 204 })
        },
      })
      if (result?.status !== 'answered') return result
      const answer = await readAnswer(name, result)
      return answer.status === 'network' ? failureOf(answer.cause, signal) : answer
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
