/**
 * How a request is sent, and what its answer says by the contract.
 *
 * @module
 */

import { within } from './aborting.ts'
import { OPERATIONS } from './generated/operations.ts'
import type { Aborted, Answered, NetworkFailure, TokenFailure, Undeclared } from './result.ts'

/** What `fetch` gets of a request once more. */
export type FetchOptions = { signal: AbortSignal } & Pick<RequestInit, 'referrer' | 'referrerPolicy'>

/**
 * `fetch`, or its replacement. It gets the signal of the request once more, because Node forgets it if nobody
 * keeps the request (undici 8.10.2).
 */
export type Fetch = (request: Request, options: FetchOptions) => Promise<Response>

/** An answer that was read to its end. */
export interface Received extends Answered {
  text: string
}

export type Sent<A extends Answered = Answered> = A | NetworkFailure | Aborted

/** Sends once. `signal` is the caller's. */
export type Send<A extends Answered = Answered> = (request: Request, signal: AbortSignal) => Promise<Sent<A>>

/** Classifies an error: aborted if the caller's signal is, otherwise a failure of the network. */
export const failureOf = (cause: unknown, signal: AbortSignal | undefined): NetworkFailure | Aborted => ({
  status: signal?.aborted ? 'aborted' : 'network',
  cause,
})

/**
 * Creates a sender to other services, which may stream for as long as they like. The request contains the
 * caller's signal.
 */
export const createSend =
  (fetch: Fetch): Send =>
  async (request, signal) => {
    try {
      // With any option, `fetch` forgets the referrer of the request and its policy (Fetch §5.4).
      const { referrer, referrerPolicy } = request
      return { status: 'answered', response: await fetch(request, { signal, referrer, referrerPolicy }) }
    } catch (cause) {
      return failureOf(cause, signal)
    }
  }

/** Creates a sender to the token service, which must answer in full within `timeoutSeconds`. */
export const createExchange =
  (fetch: Fetch, timeoutSeconds: number): Send<Received> =>
  async (request, signal) => {
    try {
      return await within(timeoutSeconds, signal, async (bounded) => {
        const response = await fetch(new Request(request, { signal: bounded }), { signal: bounded })
        // An answer that breaks off counts as none.
        return { status: 'answered', response, text: await response.text() }
      })
    } catch (cause) {
      return failureOf(cause, signal)
    }
  }

/** An answer whose status the operation declares. The contract says what its body is. */
interface DeclaredAnswer {
  status: number
  body: unknown
  headers: Headers
}

export type Answer = DeclaredAnswer | Undeclared

/** Returns what an answer to `operation`, such as `GET /me`, says. */
export function answerOf(operation: string, { response, text }: Received): Answer {
  const { status: code, headers } = response
  const { body, wellFormed } = parse(text, headers.get('content-type') ?? '')
  const declared = OPERATIONS[operation]?.statuses.includes(code) === true && (code < 400 || isRefusal(operation, code, body))
  return declared && wellFormed ? { status: code, body, headers } : { status: 'undeclared', code, body, headers }
}

/**
 * Checks that a refusal is the service's own: it has a `detail`, at the token endpoints also an `error` (RFC
 * 6749 §5.2). A proxy may also refuse, with an empty 401 or another body, which says nothing about session or
 * client.
 */
function isRefusal(operation: string, code: number, body: unknown): boolean {
  const { detail, error } = (body ?? {}) as Record<string, unknown>
  const ofOauth = OPERATIONS[operation]?.form === true && code < 403
  return typeof detail === 'string' && (!ofOauth || typeof error === 'string')
}

/**
 * The service answers JSON, the YAML of the contract, or nothing. Anything else is not its answer, whatever
 * the status.
 */
function parse(text: string, mediaType: string): { body: unknown; wellFormed: boolean } {
  if (text === '') return { body: undefined, wellFormed: true }
  if (!/^application\/(problem\+)?json\b/i.test(mediaType)) return { body: text, wellFormed: /^application\/yaml\b/i.test(mediaType) }
  try {
    return { body: JSON.parse(text), wellFormed: true }
  } catch {
    return { body: text, wellFormed: false }
  }
}

/** Nothing was sent, since there is no access token; `failure` says why. */
export class NoAccessToken extends Error {
  override readonly name = 'NoAccessToken'
  readonly failure: TokenFailure

  constructor(failure: TokenFailure) {
    const { status } = failure
    super(`there is no access token: ${status}`, status === 'no_token' || status === 'session_ended' ? {} : { cause: failure.cause })
    this.failure = failure
  }
}

/** Returns the response or throws, as `fetch` does. */
export function responseOf(result: Answered | TokenFailure): Response {
  if (result.status === 'answered') return result.response
  throw result.status === 'aborted' || result.status === 'network' ? result.cause : new NoAccessToken(result)
}
