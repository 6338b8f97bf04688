import { type Answer, readAnswer } from './answer.ts'
import type { IssueResult, RevokeResult } from './result.ts'
import { type Fetch, failureOf, send } from './send.ts'

/** Who asks. Without a secret it is a public client; without any of this, the service's client `default`. */
export interface ClientCredentials {
  id: string
  /** Never in a browser. */
  secret?: string | undefined
}

type Form = Record<string, string | string[] | undefined>

export interface TokenEndpoint {
  /** Sends a grant once (RFC 6749 §3.2). */
  issue(grant: Form, options: { signal: AbortSignal; idempotencyKey?: string }): Promise<IssueResult>
  /** Sends a revocation once (RFC 7009). */
  revoke(token: string, options: { signal: AbortSignal }): Promise<RevokeResult>
}

export interface TokenEndpointOptions {
  baseUrl: string
  client?: ClientCredentials | undefined
  fetch: Fetch
  /** For a whole answer. */
  timeoutSeconds: number
}

export function createTokenEndpoint({ baseUrl, client, fetch, timeoutSeconds }: TokenEndpointOptions): TokenEndpoint {
  async function post(
    path: string,
    form: Form,
    signal: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<Answer | { status: 'aborted'; cause: unknown }> {
    const request = new Request(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { accept: 'application/json', ...basicOf(client), ...headers },
      body: asForm({ ...form, client_id: client?.secret === undefined ? client?.id : undefined }),
      // No cookies go there, and no redirect may carry a password or a token elsewhere.
      credentials: 'omit',
      redirect: 'error',
    })
    const sent = await send(fetch, request, { signal, timeoutSeconds })
    if (sent.status !== 'answered') return sent
    const answer = await readAnswer(`POST ${path}`, sent)
    return answer.status === 'network' ? failureOf(answer.cause, signal) : answer
  }

  return {
    async issue(grant, { signal, idempotencyKey }) {
      const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
      const answer = (await post('/token', grant, signal, headers)) as IssueResult
      if (answer.status !== 200 || isTokenResponse(answer.body)) return answer
      return { status: 'undeclared', code: 200, body: answer.body, headers: answer.headers }
    },
    revoke: async (token, { signal }) => (await post('/token/revoke', { token }, signal)) as RevokeResult,
  }
}

/** What is kept must be a token, whoever answered. */
function isTokenResponse(body: unknown): boolean {
  const { access_token, expires_in } = (body ?? {}) as Record<string, unknown>
  return typeof access_token === 'string' && typeof expires_in === 'number'
}

function asForm(form: Form): URLSearchParams {
  const pairs = Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const))
  return new URLSearchParams(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** RFC 6749 §2.3.1: both are encoded as in a form first. */
export function basicOf(client: ClientCredentials | undefined): Record<string, string> {
  if (client?.secret === undefined) return {}
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
  return { authorization: `Basic ${btoa(`${encoded(client.id)}:${encoded(client.secret)}`)}` }
}
