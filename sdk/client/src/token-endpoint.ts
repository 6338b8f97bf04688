import { claimsOf } from './claims.ts'
import { type Form, formEncoded, formText } from './form.ts'
import type { IssueResult, RevokeResult } from './result.ts'
import { answerOf, type Received, type Send } from './transport.ts'

/**
 * The client that asks. Without a secret it is a public client; without any of this, the service's client
 * `default`.
 */
export interface ClientCredentials {
  id: string
  /** Never in a browser. */
  secret?: string | undefined
}

export interface TokenEndpoint {
  /** Sends a grant once (RFC 6749 §3.2). */
  issue(grant: Grant, options: { signal: AbortSignal; idempotencyKey?: string }): Promise<IssueResult>
  /** Sends a revocation once (RFC 7009). */
  revoke(token: string, options: { signal: AbortSignal }): Promise<RevokeResult>
}

type Grant = Form & { grant_type: 'password' | 'refresh_token' | 'client_credentials' }

export interface TokenEndpointOptions {
  baseUrl: string
  client?: ClientCredentials | undefined
  exchange: Send<Received>
}

export function createTokenEndpoint({ baseUrl, client, exchange }: TokenEndpointOptions): TokenEndpoint {
  async function post(path: string, form: Form, signal: AbortSignal, headers: Record<string, string> = {}) {
    const request = new Request(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...basicOf(client), ...headers },
      body: formText({ ...form, client_id: client?.secret === undefined ? client?.id : undefined }),
      // Send no cookies, and let no redirect carry a password or a token elsewhere.
      credentials: 'omit',
      redirect: 'error',
    })
    const sent = await exchange(request, signal)
    return sent.status === 'answered' ? answerOf(`POST ${path}`, sent) : sent
  }

  return {
    async issue(grant, { signal, idempotencyKey }) {
      const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
      const answer = (await post('/token', grant, signal, headers)) as IssueResult
      if (answer.status !== 200 || isTokenResponse(answer.body, grant)) return answer
      return { status: 'undeclared', code: 200, body: answer.body, headers: answer.headers }
    },
    revoke: async (token, { signal }) => (await post('/token/revoke', { token }, signal)) as RevokeResult,
  }
}

/** A proxy may answer 200 too, so check that there is a token. For a login it must be a person's. */
function isTokenResponse(body: unknown, { grant_type }: Grant): boolean {
  const { access_token, expires_in } = (body ?? {}) as Record<string, unknown>
  if (typeof access_token !== 'string' || typeof expires_in !== 'number') return false
  return grant_type === 'client_credentials' || claimsOf(access_token) !== undefined
}

/** Both parts are form-encoded first (RFC 6749 §2.3.1). */
export function basicOf(client: ClientCredentials | undefined): Record<string, string> {
  if (client?.secret === undefined) return {}
  return { authorization: `Basic ${btoa(`${formEncoded(client.id)}:${formEncoded(client.secret)}`)}` }
}
