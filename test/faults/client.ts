import { conformingFetch } from '../support/conformance.ts'
import type { Answer, TestTokens } from '../support/service.ts'

/** The service went away before it answered. Nobody knows whether it did what was asked. */
export class Gone extends Error {}

/** The longest time that any answer may take, with some allowance for a busy machine. */
const ANSWER_LIMIT_MS = 10_000

/** A client of one service that checks every answer against the contract. Every method may throw `Gone`. */
export interface FaultClient {
  /** Sends any request. */
  send(method: string, path: string, init?: RequestInit): Promise<Answer>
  logIn(username: string, password: string): Promise<Answer>
  refresh(refreshToken: string): Promise<Answer>
  logOut(accessToken: string): Promise<Answer>
  openProtected(accessToken: string): Promise<Answer>
  changePassword(accessToken: string, from: string, to: string): Promise<Answer>
  get(path: string): Promise<Answer>
  /** The slowest answer in milliseconds, by status. */
  slowestMs: Map<number, number>
}

export const tokensOf = ({ body }: Answer): TestTokens => body

export function createClient(url: string): FaultClient {
  const conforming = conformingFetch(url)
  const slowestMs = new Map<number, number>()

  async function ask(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const startedAt = performance.now()
    const response = await conforming(path, { ...init, method, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).catch(unlessGone)
    const text = await response.text().catch(unlessGone)
    slowestMs.set(response.status, Math.max(slowestMs.get(response.status) ?? 0, performance.now() - startedAt))
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  const form = (path: string, fields: Record<string, string>) => ask('POST', path, { body: new URLSearchParams(fields) })
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  return {
    send: ask,
    slowestMs,
    logIn: (username, password) => form('/token', { username, password }),
    refresh: (token) => form('/token', { grant_type: 'refresh_token', refresh_token: token }),
    logOut: (token) => ask('POST', '/logout', { headers: bearer(token) }),
    openProtected: (token) => ask('GET', '/protected', { headers: bearer(token) }),
    changePassword: (token, from, to) =>
      ask('PUT', '/me/password', {
        headers: { ...bearer(token), 'content-type': 'application/json' },
        body: JSON.stringify({ current_password: from, new_password: to }),
      }),
    get: (path) => ask('GET', path),
  }
}

/** `fetch` reports a lost service with a TypeError. Any other error, such as a late answer, is a fault. */
function unlessGone(error: unknown): never {
  throw error instanceof TypeError ? new Gone('the service went away', { cause: error }) : error
}
