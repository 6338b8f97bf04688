/**
 * Turns refusals into HTTP. No other file knows the status, the headers and the body of an error code.
 *
 * To add a code, add it to `errors.ts`. This file does not compile until `MAPPINGS` has it.
 *
 * @module
 */

import type { components } from '#generated/openapi.d.ts'
import type { ErrorCode, Refusal, RefusalDetails } from '../errors.ts'

type OAuthError = components['schemas']['OAuthError']
type Problem = components['schemas']['Problem']

const REALM = 'realm="mintmark"'

interface Mapping {
  status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 429 | 431 | 503
  /** The `error` of an `OAuthError` (RFC 6749 §5.2). If it is absent, the body is a `Problem`. */
  oauth?: OAuthError['error']
  /**
   * The value of `WWW-Authenticate` (RFC 9110 §11.6.1, RFC 6750 §3). Absent if no credentials would help.
   */
  challenge?: (details: RefusalDetails) => string
  /**
   * The title of a `Problem` (RFC 9457 §3.1.3). If it is absent, the body has neither `title` nor
   * `status`.
   */
  title?: string
}

const bearer =
  (error?: string) =>
  ({ challenge }: RefusalDetails): string => {
    const described = challenge === undefined ? '' : `, error_description="${challenge}"`
    return error === undefined ? `Bearer ${REALM}` : `Bearer ${REALM}, error="${error}"${described}`
  }

const MAPPINGS = {
  invalid_request: { status: 400, oauth: 'invalid_request' },
  invalid_client: { status: 401, oauth: 'invalid_client', challenge: () => `Basic ${REALM}, charset="UTF-8"` },
  invalid_grant: { status: 400, oauth: 'invalid_grant' },
  unauthorized_client: { status: 400, oauth: 'unauthorized_client' },
  unsupported_grant_type: { status: 400, oauth: 'unsupported_grant_type' },
  invalid_scope: { status: 400, oauth: 'invalid_scope' },
  invalid_target: { status: 400, oauth: 'invalid_target' },
  wrong_credentials: { status: 401, challenge: bearer('invalid_grant') },
  // Departs from RFC 6749 §5.2, which says 400: FastAPI and Keycloak answer 401 (docs/conformance.md).
  wrong_grant_credentials: { status: 401, oauth: 'invalid_grant', challenge: bearer('invalid_grant') },
  not_authenticated: { status: 401, challenge: bearer() },
  invalid_token: { status: 401, challenge: bearer('invalid_token') },
  insufficient_scope: {
    status: 403,
    challenge: ({ scope = '' }) => `Bearer ${REALM}, error="insufficient_scope", scope="${scope}"`,
  },
  forbidden: { status: 403 },
  malformed_body: { status: 400 },
  malformed_header: { status: 400 },
  validation_failed: { status: 422, title: 'Unprocessable Content' },
  not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  conflict: { status: 409, title: 'Conflict' },
  unsupported_media_type: { status: 415 },
  content_too_large: { status: 413, title: 'Content Too Large' },
  too_many_requests: { status: 429, title: 'Too Many Requests' },
  unavailable: { status: 503, title: 'Service Unavailable' },
  malformed_request: { status: 400, title: 'Bad Request' },
  headers_too_large: { status: 431, title: 'Request Header Fields Too Large' },
  request_timeout: { status: 408, title: 'Request Timeout' },
} satisfies Record<ErrorCode, Mapping>

/**
 * The parts of an error response. The server writes them to the connection itself if Node has no request
 * to answer.
 */
export interface ErrorAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** Builds the answer to a refusal. */
export function errorAnswer(refusal: Refusal): ErrorAnswer {
  const { code, details } = refusal
  const mapping: Mapping = MAPPINGS[code]
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (mapping.challenge) headers['www-authenticate'] = mapping.challenge(details)
  if (details.allow) headers.allow = details.allow.join(', ')
  if (details.retryAfterSeconds !== undefined) headers['retry-after'] = String(details.retryAfterSeconds)
  if (mapping.oauth) return answer(mapping.status, 'application/json', oauthBody(mapping.oauth, refusal), headers)
  const { message: detail } = refusal
  const { errors } = details
  const title = mapping.title === undefined ? {} : { title: mapping.title, status: mapping.status }
  return answer(mapping.status, 'application/problem+json', { ...title, detail, ...(errors ? { errors } : {}) } satisfies Problem, headers)
}

export const errorResponse = (refusal: Refusal): Response => response(errorAnswer(refusal))

/**
 * Builds the answer to a defect of this service. Its body says nothing about the cause; the log has that.
 */
export const defectResponse = (): Response =>
  response(
    answer(
      500,
      'application/problem+json',
      { title: 'Internal Server Error', status: 500, detail: 'Something went wrong here.' } satisfies Problem,
      { 'cache-control': 'no-store' },
    ),
  )

function oauthBody(error: OAuthError['error'], { message, details: { reason } }: Refusal): OAuthError {
  return { error, error_description: message, detail: message, ...(reason ? { reason } : {}) }
}

const answer = (status: number, mediaType: string, body: object, headers: Record<string, string>): ErrorAnswer => ({
  status,
  headers: { ...headers, 'content-type': mediaType },
  body: JSON.stringify(body),
})

const response = ({ status, headers, body }: ErrorAnswer): Response => new Response(body, { status, headers })
