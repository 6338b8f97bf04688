/**
 * What came of a request: one of the responses that the contract declares for it, told by `status`, or one of the few things that may come between.
 * Nothing of this is thrown; what is thrown is a mistake of the caller, such as a URL that is none.
 *
 * @module
 */

import type { operations } from './contract.ts'

interface Responding {
  responses: object
}

type BodyOf<Response> = Response extends { content: infer Content } ? Content[keyof Content] : undefined

/** The declared responses of an operation, told by `status`. `body` is undefined where there is none. */
export type Declared<Operation extends Responding> = {
  [Status in keyof Operation['responses'] & number]: {
    status: Status
    body: BodyOf<Operation['responses'][Status]>
    headers: Headers
  }
}[keyof Operation['responses'] & number]

/**
 * An answer that the operation does not declare: of something in between (502 in HTML), or what any request may be answered (413, 431).
 * `body` is parsed where it is JSON, and text otherwise.
 */
export interface Undeclared {
  status: 'undeclared'
  /** The HTTP status. */
  code: number
  body: unknown
  headers: Headers
}

/** No whole answer came: no connection, one that was cut, or the time was over. The request may have been carried out all the same. */
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
 * There is no session, or it is over; nothing more is sent for it, and only a new login helps.
 *
 * - `not_logged_in`: the store is empty.
 * - `access_expired`: the access token is dead, and there was no refresh token with it.
 * - `refused`: the service refused the refresh without a reason.
 * - The others are what the service said.
 */
export interface SessionEnded {
  status: 'session_ended'
  reason: 'not_logged_in' | 'access_expired' | 'refused' | 'refresh_expired' | 'refresh_reused' | 'session_revoked'
}

/** The store threw. Nothing was lost but this request: the next one begins where the store stands. */
export interface StoreFailure {
  status: 'store_failed'
  cause: unknown
}

/**
 * It cannot be done here, and nothing was sent; `cause` says what to do. Either the platform has no secure
 * random numbers, or a session without a refresh token was asked for another audience than that of its login.
 */
export interface Unsupported {
  status: 'unsupported'
  cause: unknown
}

type IssueToken = operations['issueToken']

/**
 * The token endpoint gave no token. To try later helps if `answer.status` is 429 or 503. At 401 the id or the secret of the client is wrong, and at 400 the request is. The session stands.
 */
export interface NoToken {
  status: 'no_token'
  answer: Exclude<Declared<IssueToken>, { status: 200 }> | Undeclared
}

/** A request that got as far as to be sent. */
export type Result<Operation extends Responding> = Declared<Operation> | Undeclared | NetworkFailure | Aborted

/** A good access token. */
export interface AccessToken {
  status: 'ok'
  accessToken: string
  /** By the clock of this client, in milliseconds since the epoch. */
  expiresAtMs: number
  /** What was granted, with single spaces between. */
  scope: string
  /** The same for all tokens of one login, and for no others. Absent where nobody logged in: in a service's own. */
  login?: string
}

/** Why there is no access token. */
export type TokenFailure = NoToken | SessionEnded | StoreFailure | Unsupported | NetworkFailure | Aborted

/** A response as it came. */
export interface Answered {
  status: 'answered'
  response: Response
}

/** What a login and a client's own grant are answered. */
export type IssueResult = Result<IssueToken>
export type RevokeResult = Result<operations['revokeToken']>
/** What a login comes to. */
export type LoginResult = IssueResult | StoreFailure | Unsupported
