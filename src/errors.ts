/**
 * The one error that the service raises on purpose.
 *
 * A refusal is an answer, not a fault. It carries a code of the contract and a plain sentence for the
 * client. Apart from these, its `cause` is for the log. The sentence does not say which of several checks
 * failed; the cause does. `http/error-response.ts` alone turns codes into status lines, headers and
 * bodies. Anything else that is thrown is a defect of this service, and is answered with 500.
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
  /** The operation needs a token, and there is none (RFC 6750 §3.1: no error code). */
  | 'not_authenticated'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'forbidden'
  | 'malformed_body'
  | 'malformed_header'
  | 'validation_failed'
  | 'not_found'
  /** The change does not fit what exists. */
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
  /** The scope that would be enough (RFC 6750 §3). */
  scope?: string
  /**
   * A sentence for the challenge, if the body may not say it (RFC 6750 §3, `error_description`). In ASCII,
   * without quotes and backslashes.
   */
  challenge?: string
  /** What is wrong with which member. `pointer` is a JSON Pointer (RFC 6901). */
  errors?: { pointer: string; detail: string }[]
  /** The methods that the path has (RFC 9110 §10.2.1). */
  allow?: string[]
  retryAfterSeconds?: number
  /** For the log only. A string is a sentence of this service, and repeats nothing that was sent. */
  cause?: unknown
  /** For the log only. */
  principals?: Principals
}

/** The ids of the user and the client that a refusal concerns. Never a typed name, which may be nobody's. */
export interface Principals {
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

  /** Says which of several checks failed, for the log. Undefined if the code says it all. */
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
 * Creates the refusal of a service that cannot answer now. Its store is away, locked or full, or too many
 * requests wait; it is never the client's fault.
 */
export const unavailable = (sentence: string, cause?: unknown, retryAfterSeconds = 1): Refusal =>
  new Refusal('unavailable', sentence, { cause, retryAfterSeconds })
