/**
 * The types of a typed call: its path, its options and its result, by the contract.
 *
 * @module
 */

import type { ParamsOption, RequestBodyOption } from 'openapi-fetch'
import type { paths } from './contract.ts'
import type { Result, TokenFailure } from './result.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** Paths that only the token manager may call. */
type Managed = '/token' | '/token/refresh' | '/token/revoke' | '/login' | '/logout'

/** The paths of the contract that have a method. */
export type PathWith<M extends Method> = {
  [Path in Exclude<keyof paths, Managed>]: paths[Path] extends Record<M, { responses: object }> ? Path : never
}[Exclude<keyof paths, Managed>]

type OperationOf<M extends Method, Path extends PathWith<M>> =
  paths[Path] extends Record<M, infer Operation extends { responses: object }> ? Operation : never

/** The parameters and the body that the operation declares, and a signal to give up. */
export type CallOptions<Operation> = ParamsOption<Operation> & RequestBodyOption<Operation> & { signal?: AbortSignal | undefined }

/** Options may be left out if the operation needs none. */
export type CallArguments<Operation> =
  object extends CallOptions<Operation> ? [options?: CallOptions<Operation>] : [options: CallOptions<Operation>]

/** The result of a call: a declared response of the operation, or a failure on the way. */
export type CallResult<Operation extends { responses: object }> = Result<Operation> | TokenFailure

/** Calls an operation by its path. */
export type Call<M extends Method> = <Path extends PathWith<M>>(
  path: Path,
  ...options: CallArguments<OperationOf<M, Path>>
) => Promise<CallResult<OperationOf<M, Path>>>
