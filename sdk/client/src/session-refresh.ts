import type { Lock } from './lock.ts'
import type { IssueResult, SessionEnded } from './result.ts'
import { accessTokenOf, isFresh, sessionOf } from './session.ts'
import { type ClientSystem, randomHex } from './system.ts'
import type { TokenEndpoint } from './token-endpoint.ts'
import type { TokenOutcome } from './token-renewal.ts'
import type { StoredSession, TokenStore } from './token-store.ts'

/** Tries once to get a fresh access token. `rejected` is one that a service has refused, and which is not fresh whatever the clock says. */
export type SessionRefresh = (rejected: string | undefined, signal: AbortSignal) => Promise<TokenOutcome>

interface Needs {
  store: TokenStore
  lock: Lock
  endpoint: TokenEndpoint
  system: ClientSystem
  /** Whether the client has a secret. */
  confidential: boolean
}

/**
 * Refreshes the session in the store (RFC 6749 §6). The store is read again under the lock: whoever held it before may have done the work, or
 * have ended the session.
 */
export function createSessionRefresh({ store, lock, endpoint, system, confidential }: Needs): SessionRefresh {
  /** The key is kept before the request is sent, so that whoever repeats it, in whatever process, repeats the same request. */
  async function withKey(session: StoredSession): Promise<string> {
    if (session.idempotencyKey !== undefined) return session.idempotencyKey
    const idempotencyKey = randomHex(system)
    await store.save({ ...session, idempotencyKey })
    return idempotencyKey
  }

  async function end(reason: SessionEnded['reason']): Promise<SessionEnded> {
    await store.clear()
    return { status: 'session_ended', reason }
  }

  async function refresh(rejected: string | undefined, signal: AbortSignal): Promise<TokenOutcome> {
    const session = await store.load()
    if (!session) return { status: 'session_ended', reason: 'not_logged_in' }
    if (isFresh(session, system.nowMs(), rejected)) return accessTokenOf(session)
    const { refreshToken, resource } = session
    if (refreshToken === undefined) return end('access_expired')

    const idempotencyKey = await withKey(session)
    const sentAtMs = system.nowMs()
    const answer = await endpoint.issue({ grant_type: 'refresh_token', refresh_token: refreshToken, resource }, { signal, idempotencyKey })
    const reason = deathOf(answer, confidential)
    if (reason !== undefined) return end(reason)
    if (answer.status === 'network' || answer.status === 'aborted') return answer
    if (answer.status !== 200) return { status: 'no_token', answer }
    const next = sessionOf(answer.body, sentAtMs, session)
    await store.save(next)
    return accessTokenOf(next)
  }

  return async (rejected, signal) => {
    try {
      return await lock(() => refresh(rejected, signal), signal)
    } catch (cause) {
      return { status: signal.aborted ? 'aborted' : 'store_failed', cause }
    }
  }
}

/**
 * Why a session is over, where the answer says that it is (RFC 6749 §5.2): the grant is not good, or a public client is not known any more. A secret that
 * is wrong, by an error of set-up or a rotation, says nothing of the sessions of those who logged in by that client.
 */
function deathOf(answer: IssueResult, confidential: boolean): SessionEnded['reason'] | undefined {
  if (answer.status === 401) return confidential ? undefined : 'refused'
  if (answer.status !== 400 || answer.body.error !== 'invalid_grant') return undefined
  return answer.body.reason ?? 'refused'
}
