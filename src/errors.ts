/**
 * The one error that the service raises on purpose.
 *
 * A refusal is an answer, not a fault: it carries a code that is part of the contract, a plain sentence for whoever asked, and, apart
 * from it, a `cause` for the log. A prober is told no more than the sentence says; which of several checks failed stands in the cause.
 * `http/error-response.ts` alone turns codes into status lines, headers and bodies. Anything thrown that is not a `Refusal` is a defect
 * of ours and is answered with 500.
 *
 * @module
 */

/** Answered as an `OAuthError` (RFC 6749 §5.2). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  /** RFC 8707 §2. */
  | 'invalid_target'
  /** A username and password that do not log in, at `/token`: `invalid_grant` on the wire. */
  | 'wrong_grant_credentials'

/** Answered as a `Problem`. */
export type ProblemCode =
  /** A username and password that do not log in, at `/login`. */
  | 'wrong_credentials'
  /** No token where one is needed (RFC 6750 §3.1: no error code). */
  | 'not_authenticated'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'forbidden'
  | 'malformed_body'
  | 'malformed_header'
  | 'validation_failed'
  | 'not_found'
  /** It cannot be together with what is there. */
  | 'conflict'
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'content_too_large'
  | 'too_many_requests'
  | 'unavailable'
  // Refused before anybody knows which operation was meant.
  | 'malformed_request'
  | 'headers_too_large'
  | 'request_timeout'

export type ErrorCode = OAuthErrorCode | ProblemCode

/** Why a refresh token is dead, where that helps its owner. */
export type GrantReason = 'refresh_expired' | 'refresh_reused' | 'session_revoked'

export interface RefusalDetails {
  reason?: GrantReason
  /** The scope that would have been enough (RFC 6750 §3). */
  scope?: string
  /**
   * A sentence for the challenge, if the body may not say it (RFC 6750 §3, `error_description`). In ASCII,
   * without quotes and backslashes.
   */
  challenge?: string
  /** What is wrong where in the body; `pointer` is a JSON Pointer (RFC 6901). */
  errors?: { pointer: string; detail: string }[]
  /** The methods that the path has (RFC 9110 §10.2.1). */
  allow?: string[]
  retryAfterSeconds?: number
  /** For the log only. A string is a sentence of ours, with nothing in it that was sent. */
  cause?: unknown
  /** For the log only. */
  whom?: Whom
}

/** Whom a refusal concerns, by ids that were given here: never a name that was typed, which nobody may have. */
export interface Whom {
  user?: string | undefined
  client?: string | undefined
}

export class Refusal extends Error {
  readonly code: ErrorCode
  readonly details: RefusalDetails

  /** @param sentence Shown to whoever asked: plain, and without anything that they sent. */
  constructor(code: ErrorCode, sentence: string, details: RefusalDetails = {}) {
    super(sentence, 'cause' in details ? { cause: details.cause } : undefined)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }

  /** Which of several checks failed, for the log; undefined where the code says it all. */
  get why(): string | undefined {
    return typeof this.cause === 'string' ? this.cause : undefined
  }
}

/** What keeps the service from starting, or a command from working, in a sentence that says what to do: for whoever runs it, and shown to no client. */
export class SetUpError extends Error {}

/** The service cannot answer now: the store is away, locked or full, or too much is waiting. Never the client's fault. */
export const unavailable = (sentence: string, cause?: unknown, retryAfterSeconds = 1): Refusal =>
  new Refusal('unavailable', sentence, { cause, retryAfterSeconds })
