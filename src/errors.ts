/**
 * The one error that the service raises on purpose.
 *
 * A refusal is an answer, not a fault. It carries a code that is part of the contract, a plain sentence for
 * the client and, apart from it, a `cause` for the log. The sentence does not say which of several checks
 * failed; the cause does. `http/error-response.ts` alone turns codes into status lines, headers and bodies.
 * Anything else that is thrown is a defect of this service, and is answered with 500.
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
  /** It conflicts with what is there. */
  | 'conflict'
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'content_too_large'
  | 'too_many_requests'
  | 'unavailable'
  // Refused before the operation is known.
  | 'malformed_request'
  | 'headers_too_large'
  | 'request_timeout'

export type ErrorCode = OAuthErrorCode | ProblemCode

/** Why a refresh token is dead, if that helps its owner. */
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
  /** For the log only. A string is our own sentence, and repeats nothing that was sent. */
  cause?: unknown
  /** For the log only. */
  whom?: Whom
}

/** The user and the client that a refusal concerns, by their ids. Never a typed name: it may be nobody's. */
export interface Whom {
  user?: string | undefined
  client?: string | undefined
}

export class Refusal extends Error {
  readonly code: ErrorCode
  readonly details: RefusalDetails

  /** @param sentence Shown to the client: plain, and without anything that was sent. */
  constructor(code: ErrorCode, sentence: string, details: RefusalDetails = {}) {
    super(sentence, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }

  /** Which of several checks failed, for the log. Undefined if the code says it all. */
  get why(): string | undefined {
    return typeof this.cause === 'string' ? this.cause : undefined
  }
}

/**
 * Why the service cannot start, or a command cannot work, in a sentence that says what to do. It is for
 * operators, never for clients.
 */
export class SetUpError extends Error {}

/**
 * The service cannot answer now: the store is away, locked or full, or too many requests wait. Never the
 * client's fault.
 */
export const unavailable = (sentence: string, cause?: unknown, retryAfterSeconds = 1): Refusal =>
  new Refusal('unavailable', sentence, { cause, retryAfterSeconds })
