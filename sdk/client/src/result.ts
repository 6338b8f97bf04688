/**
 * The result of a request: a response that the contract declares for it, or one of a few failures. `status`
 * tells which. Only mistakes of the caller are thrown, such as an invalid URL.
 *
 * @module
 */

import type { operations } from './contract.ts'

interface Responding {
  responses: object
}

type BodyOf<Response> = Response extends { content: infer Content } ? Content[keyof Content] : undefined

/**
 * The declared responses of an operation, distinguished by `status`. `body` is undefined if the response has
 * none.
 */
export type Declared<Operation extends Responding> = {
  [Status in keyof Operation['responses'] & number]: {
    status: Status
    body: BodyOf<Operation['responses'][Status]>
    headers: Headers
  }
}[keyof Operation['responses'] & number]

/**
 * An answer that the operation does not declare: a proxy's (502 in HTML), or one for any request (413, 431).
 * `body` is parsed if it is JSON, and text otherwise.
 */
export interface Undeclared {
  status: 'undeclared'
  /** The HTTP status. */
  code: number
  body: unknown
  headers: Headers
}

/**
 * No whole answer came: no connection, a broken one, or the time was over. The service may nevertheless have
 * done what was asked.
 */
export interface NetworkFailure {
  status: 'network'
  cause: unknown
}

/** The caller's `AbortSignal` was aborted first. */
export interface Aborted {
  status: 'aborted'
  cause: unknown
}

/**
 * There is no session, or it is over. The client sends nothing more for it, and only a new login helps.
 *
 * - `not_logged_in`: the store is empty.
 * - `access_expired`: the access token is dead, and there was no refresh token with it.
 * - `refused`: the service refused the refresh without a reason.
 * - The others are the service's own reasons.
 */
export interface SessionEnded {
  status: 'session_ended'
  reason: 'not_logged_in' | 'access_expired' | 'refused' | 'refresh_expired' | 'refresh_reused' | 'session_revoked'
}

/** The store threw an error. Only this request failed: the next one begins with what the store has. */
export interface StoreFailure {
  status: 'store_failed'
  cause: unknown
}

/**
 * It cannot be done here, and nothing was sent; `cause` says what to do.
 *
 * - Either the platform has no secure random numbers.
 * - Or the session has no refresh token, and was asked for another audience than its login's.
 */
export interface Unsupported {
  status: 'unsupported'
  cause: unknown
}

type IssueToken = operations['issueToken']

/**
 * The token endpoint gave no token; the session goes on. `answer` says why:
 *
 * - 400: the request is wrong.
 * - 401: the id or the secret of the client is wrong.
 * - 429 or 503: try later.
 */
export interface NoToken {
  status: 'no_token'
  answer: Exclude<Declared<IssueToken>, { status: 200 }> | Undeclared
}

/** The result of a request that was sent. */
export type Result<Operation extends Responding> = Declared<Operation> | Undeclared | NetworkFailure | Aborted

/** A good access token. */
export interface AccessToken {
  status: 'ok'
  accessToken: string
  /** In milliseconds since the epoch, by the clock of this client. */
  expiresAtMs: number
  /** The granted scope, with single spaces between. */
  scope: string
  /** The same for all tokens of one login, and for no others. Absent in a service's own token. */
  login?: string
}

/** Why there is no access token. */
export type TokenFailure = NoToken | SessionEnded | StoreFailure | Unsupported | NetworkFailure | Aborted

/** A response as it came. */
export interface Answered {
  status: 'answered'
  response: Response
}

/** The answer to a login and to a client's own grant. */
export type IssueResult = Result<IssueToken>
export type RevokeResult = Result<operations['revokeToken']>
/** The result of a login. */
export type LoginResult = IssueResult | StoreFailure | Unsupported
