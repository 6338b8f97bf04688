import { type Slot, slotOf, type Wanted } from './audience.ts'
import type { Lock } from './lock.ts'
import type { IssueResult, SessionEnded, Unsupported } from './result.ts'
import { accessTokenOf, isFresh, isUsable, refreshedSession } from './session.ts'
import { type ClientSystem, randomHex } from './system.ts'
import type { TokenEndpoint } from './token-endpoint.ts'
import type { TokenOutcome } from './token-renewal.ts'
import type { StoredSession, TokenStore } from './token-store.ts'

/**
 * Tries once to get a fresh access token. `rejected` is one that a service refused; it is not fresh, whatever
 * the clock says.
 */
export type SessionRefresh = (wanted: Wanted, rejected: string | undefined, signal: AbortSignal) => Promise<TokenOutcome>

interface Needs {
  store: TokenStore
  lock: Lock
  endpoint: TokenEndpoint
  system: ClientSystem
  /** Whether the client has a secret. */
  confidential: boolean
}

/**
 * Refreshes the session in the store (RFC 6749 §6). It reads the store again under the lock, since the holder
 * before may have refreshed or ended the session.
 */
export function createSessionRefresh({ store, lock, endpoint, system, confidential }: Needs): SessionRefresh {
  /**
   * Stores the key before the request is sent. So the next refresh repeats the same request, in any process
   * and for any audience.
   */
  async function withKey(session: StoredSession): Promise<string | Unsupported> {
    if (session.idempotencyKey !== undefined) return session.idempotencyKey
    let idempotencyKey: string
    try {
      idempotencyKey = randomHex(system)
    } catch (cause) {
      return { status: 'unsupported', cause }
    }
    await store.save({ ...session, idempotencyKey })
    return idempotencyKey
  }

  async function end(reason: SessionEnded['reason']): Promise<SessionEnded> {
    await store.clear()
    return { status: 'session_ended', reason }
  }

  /** A session that cannot be refreshed lives as long as its own token, and has no other. */
  async function withoutRefreshToken(session: StoredSession, slot: Slot): Promise<SessionEnded | Unsupported> {
    if (slot.key === undefined || !isUsable(session, system.nowMs(), undefined)) return end('access_expired')
    return { status: 'unsupported', cause: new Error(NO_REFRESH_TOKEN) }
  }

  async function refresh(wanted: Wanted, rejected: string | undefined, signal: AbortSignal): Promise<TokenOutcome> {
    const session = await store.load()
    if (!session) return { status: 'session_ended', reason: 'not_logged_in' }
    const slot = slotOf(session, wanted)
    if (slot.token !== undefined && isFresh(slot.token, system.nowMs(), rejected)) return accessTokenOf(slot.token, session.login)
    if (session.refreshToken === undefined) return withoutRefreshToken(session, slot)

    const idempotencyKey = await withKey(session)
    if (typeof idempotencyKey !== 'string') return idempotencyKey
    const sentAtMs = system.nowMs()
    const grant = { grant_type: 'refresh_token', refresh_token: session.refreshToken, resource: slot.resource } as const
    const answer = await endpoint.issue(grant, { signal, idempotencyKey })
    const reason = deathOf(answer, confidential)
    if (reason !== undefined) return end(reason)
    if (answer.status === 'network' || answer.status === 'aborted') return answer
    if (answer.status !== 200) return { status: 'no_token', answer }
    const next = refreshedSession(session, slot, answer.body, sentAtMs)
    await store.save(next)
    return accessTokenOf(slotOf(next, wanted).token ?? next, next.login)
  }

  return async (wanted, rejected, signal) => {
    try {
      return await lock(() => refresh(wanted, rejected, signal), signal)
    } catch (cause) {
      return { status: signal.aborted ? 'aborted' : 'store_failed', cause }
    }
  }
}

const NO_REFRESH_TOKEN =
  'The session has no refresh token, so it has tokens for the audience of its login alone. Give the client the grant refresh_token, or log in with this resource.'

/**
 * Says why a session is over, if the answer says so (RFC 6749 §5.2): grant invalid, or public client unknown.
 * A wrong secret comes from the setup or a rotation, and says nothing about the users' sessions.
 */
function deathOf(answer: IssueResult, confidential: boolean): SessionEnded['reason'] | undefined {
  if (answer.status === 401) return confidential ? undefined : 'refused'
  if (answer.status !== 400 || answer.body.error !== 'invalid_grant') return undefined
  return answer.body.reason ?? 'refused'
}
