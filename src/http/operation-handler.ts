/**
 * What a handler of an operation may answer, by the route that the contract gave it.
 *
 * A handler answers success and nothing else: a refusal is thrown (`errors.ts`), and `error-response.ts`
 * gives it its body. So of the responses that the contract declares only those below 400 are open to it, each
 * with its status, its media type and its body.
 *
 * `@hono/zod-openapi` 1.6 has types for this, with two holes that this closes. With them a handler may answer
 * anything if one response of its route has no content, or a media type other than JSON and plain text.
 *
 * Two holes stay, and the conformance check of every test closes them. `c.json({ … }, 200)` takes members
 * that the contract does not have: write `const body: TokenResponse = { … }` first. Without a status the
 * compiler assumes the declared one, but Hono sends 200: always give it.
 *
 * @module
 */

import type { RouteConfig, RouteHandler, z } from '@hono/zod-openapi'
import type { Env, TypedResponse } from 'hono'
import type { RedirectStatusCode, SuccessStatusCode } from 'hono/utils/http-status'
import type { JSONParsed } from 'hono/utils/types'
import type { routes } from '#generated/routes.ts'
import type { Authenticated, Environment } from './environment.ts'

/** The schemes of the contract that all mean an access token: a given one, or one from either grant. */
export const TOKEN_SCHEMES = ['bearer', 'password', 'clientCredentials'] as const
type TokenScheme = (typeof TOKEN_SCHEMES)[number]

/**
 * Answers the operation of `Route`, only as the contract allows. Its context has the claims of a token if the
 * contract lets nobody in without one.
 */
export type OperationHandler<Route extends RouteConfig, E extends Env = Env> = (
  c: Parameters<RouteHandler<Route, E>>[0] & (NeedsToken<Route> extends true ? Authenticated : unknown),
) => Promise<Answer<Route>>

/** The handler of one operation of the contract, by its operationId. */
export type Operation<Id extends keyof typeof routes> = OperationHandler<(typeof routes)[Id], Environment>

/** One handler for every operation of the contract; one that is missing does not compile. */
export type Handlers = { [Id in keyof typeof routes]: Operation<Id> }

/** Whether every way in is an access token; an operation that is open has none. */
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
  ? Media extends `application/${string}json`
    ? TypedResponse<JSONParsed<z.output<Schema>>, Status, 'json'>
    : TypedResponse<z.output<Schema>, Status, 'body'>
  : never
