/**
 * What a handler of an operation may answer, as a type that follows from its route in the contract.
 *
 * A handler answers success and nothing else. It throws a refusal (`errors.ts`), and `error-response.ts`
 * gives that its body. So a handler may use only the declared responses below 400. Each has its status,
 * its media type and its body.
 *
 * `@hono/zod-openapi` 1.6 has types for this, with two holes that this file closes. They allow any answer
 * if one response of the route has no content. They also allow any answer if one has a media type other
 * than JSON and plain text.
 *
 * Two holes stay, and the conformance check of every test closes them. `c.json({ … }, 200)` takes members
 * that the contract does not have: write `const body: TokenResponse = { … }` first. Without a status the
 * compiler assumes the declared one, but Hono sends 200: always give the status.
 *
 * @module
 */

import type { RouteConfig, RouteHandler, z } from '@hono/zod-openapi'
import type { Env, TypedResponse } from 'hono'
import type { RedirectStatusCode, SuccessStatusCode } from 'hono/utils/http-status'
import type { JSONParsed } from 'hono/utils/types'
import type { routes } from '#generated/routes.ts'
import type { Authenticated, Environment } from './environment.ts'

/**
 * The security schemes that mean an access token: one that the caller has already, or one from either
 * grant.
 */
export const TOKEN_SCHEMES = ['bearer', 'password', 'clientCredentials'] as const
type TokenScheme = (typeof TOKEN_SCHEMES)[number]

/**
 * A handler of `Route`, which can answer only as the contract allows. Its context has the claims of a
 * token if the operation requires one.
 */
export type OperationHandler<Route extends RouteConfig, E extends Env = Env> = (
  c: Parameters<RouteHandler<Route, E>>[0] & (NeedsToken<Route> extends true ? Authenticated : unknown),
) => Answer<Route> | Promise<Answer<Route>>

/** The handler of the operation with this operationId. */
export type Operation<Id extends keyof typeof routes> = OperationHandler<(typeof routes)[Id], Environment>

/** One handler for every operation of the contract. If one is missing, the code does not compile. */
export type Handlers = { [Id in keyof typeof routes]: Operation<Id> }

/** Whether every way in is an access token. False for an open operation, which lists no way in. */
type NeedsToken<Route extends RouteConfig> = Route extends { security: readonly (infer Requirement)[] }
  ? [Requirement] extends [never]
    ? false
    : [Requirement] extends [{ [Scheme in TokenScheme]: Record<Scheme, readonly unknown[]> }[TokenScheme]]
      ? true
      : false
  : false

/** Every success that the contract declares for `Route`. */
export type Answer<Route extends RouteConfig> = {
  [Status in SuccessOf<Route>]: Response & AnswerOf<Route['responses'][Status], Status>
}[SuccessOf<Route>]

type SuccessOf<Route extends RouteConfig> = keyof Route['responses'] & (SuccessStatusCode | RedirectStatusCode)

type AnswerOf<Declared, Status extends SuccessStatusCode | RedirectStatusCode> = Declared extends { content: infer Content }
  ? { [Media in keyof Content]: Written<Media, Content[Media], Status> }[keyof Content]
  : TypedResponse<null, Status, 'body'>

type Written<Media, Declared, Status extends SuccessStatusCode | RedirectStatusCode> = Declared extends {
  schema: infer Schema extends z.ZodType
}
  ? Media extends 'application/json' | `application/${string}+json`
    ? TypedResponse<JSONParsed<z.output<Schema>>, Status, 'json'>
    : // A text may be sent piece by piece.
      TypedResponse<z.output<Schema> | ReadableStream<Uint8Array>, Status, 'body'>
  : never
