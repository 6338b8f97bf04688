/** The answer to a request that is refused. */
export interface Refusal {
  status: 401 | 403 | 503
  /**
   * All headers of the answer, in lower case: `content-type`, `cache-control`, and `www-authenticate` or
   * `retry-after`.
   */
  headers: Record<string, string>
  /** RFC 9457. A 401 or 403 has a `detail` and no more; which check failed is for the log. */
  body: { detail: string; title?: string; status?: number }
  /** Which check failed. It is only for the log: the sender must not learn it. */
  problem: string
}

const REALM = 'realm="mintmark"'

const refusal = (
  status: Refusal['status'],
  body: Refusal['body'],
  headers: Record<string, string>,
  problem: string,
): { refusal: Refusal } => ({
  refusal: { status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers }, body, problem },
})

/** Without a token, the challenge names no error (RFC 6750 §3.1). */
export const notAuthenticated = () =>
  refusal(401, { detail: 'Not authenticated' }, { 'www-authenticate': `Bearer ${REALM}` }, 'there is no Bearer token')

export const invalidToken = (problem: string) =>
  refusal(401, { detail: 'Invalid or expired token' }, { 'www-authenticate': `Bearer ${REALM}, error="invalid_token"` }, problem)

/** @param scope The whole scope that the route needs. */
export const insufficientScope = (scope: string) =>
  refusal(
    403,
    { detail: 'Not enough permissions' },
    { 'www-authenticate': `Bearer ${REALM}, error="insufficient_scope", scope="${scope}"` },
    'the scope is not enough',
  )

/** The token may be good. A 401 would make its owner throw it away. */
export const unavailable = (retryAfterSeconds: number, problem: string) =>
  refusal(
    503,
    { title: 'Service Unavailable', status: 503, detail: 'The token cannot be verified now.' },
    { 'retry-after': String(retryAfterSeconds) },
    problem,
  )

/** Checks that a verdict refuses the request. */
export const isRefused = (verdict: object): verdict is { refusal: Refusal } => (verdict as { refusal?: Refusal }).refusal !== undefined
