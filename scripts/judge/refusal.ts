/**
 * Holds what the body of a refusal says to its status. A schema cannot say it, since one schema is for many
 * statuses.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import type { Exchange } from './exchange.ts'
import { hold, nothingSeen, type Seen, said } from './schema.ts'

/**
 * The body of a refusal follows from its media type (RFC 6749 §5.2, RFC 9457 §3). The contract of
 * `/token/refresh` has one schema for both, so that generated clients have one type.
 */
const SCHEMAS: Record<string, string> = { 'application/json': 'OAuthError', 'application/problem+json': 'Problem' }

/** How a refusal without a title tells its status. One of 401 has a challenge, and 403 is what is left. */
const SENTENCES: Record<number, RegExp> = {
  400: /^(The body is not JSON|The header \S+ is malformed)/,
  404: /^Not found/,
  405: /^Method not allowed$/,
  415: /^Send application\/json/,
}

const LACKS_SCOPE = /^Not enough permissions$/

/** Why a refresh token is dead, in both forms that an answer has it. */
const REASONS: Record<string, RegExp> = {
  refresh_expired: /^The refresh token has expired/,
  refresh_reused: /^The refresh token was used before/,
  session_revoked: /^The session has ended/,
}

/** Adds to `seen` how the body of a refusal departs from its status, its media type and its examples. */
export function holdRefusal(contract: Node, declared: Node, media: string, exchange: Exchange, body: Node, seen: Seen): void {
  const name = SCHEMAS[media]
  if (name === undefined) return
  const pair = nothingSeen()
  hold({ contract, closed: true }, { $ref: `#/components/schemas/${name}` }, '', body, '', pair)
  seen.faults.push(...pair.faults.filter((one) => !seen.faults.some((known) => said(known) === said(one))))
  const departures = name === 'Problem' ? ofProblem(declared, media, exchange, body) : ofOAuthError(exchange, body)
  for (const sentence of departures) seen.faults.push({ pointer: '', sentence })
  if (body.detail === '') seen.faults.push({ pointer: '', sentence: 'the detail is empty' })
}

function* ofProblem(declared: Node, media: string, { status, headers }: Exchange, body: Node): Generator<string> {
  const examples = Object.values<Node>(declared.content[media].examples ?? {}).map(({ value }): Node => value)
  // RFC 9457 §3.1.3: the title does not change from one occurrence to the next.
  if (!examples.some(({ title }) => title === body.title)) yield `the title '${body.title}' is none of the examples`
  for (const member of ['status', 'errors'])
    if (!examples.some((one) => Object.hasOwn(one, member) === Object.hasOwn(body, member))) yield `no example agrees about ${member}`
  // RFC 9457 §3.1.2: the status is that of HTTP.
  if (body.status !== undefined && body.status !== status) yield `the body says ${body.status}`
  // RFC 6750 §3.1: only who lacks a scope is told which.
  const isAskedForScope = headers['www-authenticate']?.includes('error="insufficient_scope"') ?? false
  if (isAskedForScope !== (status === 403 && LACKS_SCOPE.test(body.detail))) yield 'the sentence and the challenge differ about a scope'
  if (body.title !== undefined) return
  for (const [other, pattern] of Object.entries(SENTENCES))
    if (pattern.test(body.detail) !== (Number(other) === status)) yield `'${body.detail}' does not fit the status ${status}`
}

/** RFC 6749 §5.2: only a client that did not authenticate is asked to, by the scheme Basic. */
function* ofOAuthError({ headers }: Exchange, { error, error_description, detail, reason }: Node): Generator<string> {
  const isAskedForBasic = headers['www-authenticate']?.startsWith('Basic ') ?? false
  if (isAskedForBasic !== (error === 'invalid_client')) yield `${error} has not its challenge`
  if (detail !== error_description) yield 'the detail is not the error_description'
  const expected = Object.keys(REASONS).find((one) => REASONS[one]?.test(detail))
  if (reason !== expected) yield `the reason of '${detail}' is not ${reason}`
}
