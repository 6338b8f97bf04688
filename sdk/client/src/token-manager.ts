import type { Lock } from './lock.ts'
import type { Aborted, IssueResult, RevokeResult, SessionEnded, StoreFailure } from './result.ts'
import { type RetryPolicy, refusalWaitMs, withRetries } from './retry.ts'
import { accessTokenOf, isFresh, isUsable, sessionOf } from './session.ts'
import { createSessionRefresh } from './session-refresh.ts'
import { type SessionView, viewOf } from './session-watch.ts'
import { untilAborted } from './single-flight.ts'
import { type ClientSystem, randomHex } from './system.ts'
import type { TokenEndpoint } from './token-endpoint.ts'
import { createRenewal, type TokenOutcome } from './token-renewal.ts'
import type { StoredSession, TokenStore } from './token-store.ts'

export interface Login {
  username: string
  password: string
  /** With single spaces between. Without it, all that may be had. */
  scope?: string
  /** Whom the tokens are for (RFC 8707), after a refresh too. The service's own account and administration routes need one for its issuer alone. */
  resource?: string | string[]
}

interface Abortable {
  signal?: AbortSignal | undefined
}

export interface TokenManager {
  logIn(login: Login, options?: Abortable): Promise<IssueResult | StoreFailure>
  session(): Promise<({ status: 'ok' } & SessionView) | SessionEnded | StoreFailure>
  logOut(options?: Abortable): Promise<RevokeResult | SessionEnded | StoreFailure>
  /** `rejected`: a token of this manager that a service has refused as invalid. */
  accessToken(options?: Abortable & { rejected?: string }): Promise<TokenOutcome>
}

interface Needs {
  store: TokenStore
  lock: Lock
  endpoint: TokenEndpoint
  /** Whether the client has a secret. */
  confidential: boolean
  retry: RetryPolicy
  system: ClientSystem
}

interface Taken {
  session?: StoredSession | null | undefined
  failure?: StoreFailure | Aborted | undefined
}

/** Keeps one session. The store alone knows it, so that all who share the store agree. */
export function createTokenManager({ store, lock, endpoint, confidential, retry, system }: Needs): TokenManager {
  const refresh = createSessionRefresh({ store, lock, endpoint, system, confidential })
  const renewal = createRenewal({ retry, system })

  /** A fresh token, or a new one. */
  async function current(rejected: string | undefined, signal: AbortSignal | undefined): Promise<TokenOutcome> {
    const session = await store.load()
    if (!session) return { status: 'session_ended', reason: 'not_logged_in' }
    if (isFresh(session, system.nowMs(), rejected)) return accessTokenOf(session)
    const usable = isUsable(session, system.nowMs(), rejected) ? accessTokenOf(session) : undefined
    const outcome = await renewal.renew({ once: (ended) => refresh(rejected, ended), usable, signal })
    if (outcome.status !== 'ok' || outcome.login === session.login) return outcome
    // Somebody else logged in meanwhile: theirs is not for whoever asked before.
    const now = await store.load()
    return now?.login === session.login ? current(rejected, signal) : { status: 'session_ended', reason: 'not_logged_in' }
  }

  /** What a store throws is told, unless the caller had left before. */
  async function locked<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T | StoreFailure | Aborted> {
    const failed = (cause: unknown): StoreFailure | Aborted => ({ status: signal.aborted ? 'aborted' : 'store_failed', cause })
    return untilAborted(lock(run, signal).catch(failed), signal)
  }

  /** Empties the store, also of what cannot be read. Whatever becomes of the revocation, and whoever aborts: who logs out is logged out here. */
  async function takeOut(signal: AbortSignal): Promise<Taken> {
    const taken: Taken = {}
    const run = async () => {
      try {
        taken.session = await store.load()
      } finally {
        await store.clear()
      }
    }
    taken.failure = (await untilAborted(locked(run, never()), signal)) as Taken['failure']
    return taken
  }

  const waitMs = (result: IssueResult | RevokeResult, failures: number) =>
    'headers' in result ? refusalWaitMs(statusOf(result), result.headers, failures, system.nowMs()) : undefined

  return {
    async logIn(login, { signal = never() } = {}) {
      let sentAtMs = 0
      const send = () => {
        sentAtMs = system.nowMs()
        return endpoint.issue({ grant_type: 'password', ...login }, { signal })
      }
      // Who tried too often is told so at once: there is a person who waits.
      const wait = (result: IssueResult, failures: number) => (statusOf(result) === 429 ? undefined : waitMs(result, failures))
      const answer = await withRetries(send, wait, { policy: retry, system, signal })
      if (answer.status !== 200) return answer
      renewal.reset()
      return locked(async () => {
        await store.save(sessionOf(answer.body, sentAtMs, { ...login, login: randomHex(system) }))
        return answer
      }, signal)
    },

    async logOut({ signal = never() } = {}) {
      const { session, failure } = await takeOut(signal)
      if (!session) return failure ?? { status: 'session_ended', reason: 'not_logged_in' }
      const token = session.refreshToken ?? session.accessToken
      const revoked = await withRetries(() => endpoint.revoke(token, { signal }), waitMs, { policy: retry, system, signal })
      return failure ?? revoked
    },

    async session() {
      try {
        const session = await store.load()
        return session ? { status: 'ok', ...viewOf(session) } : { status: 'session_ended', reason: 'not_logged_in' }
      } catch (cause) {
        return { status: 'store_failed', cause }
      }
    },

    async accessToken({ rejected, signal } = {}) {
      try {
        // A store may hang.
        return await untilAborted(current(rejected, signal), signal)
      } catch (cause) {
        return { status: 'store_failed', cause }
      }
    },
  }
}

/** Of the service, or of what stands before it. */
const statusOf = (result: IssueResult | RevokeResult) => (result.status === 'undeclared' ? result.code : result.status)

const never = (): AbortSignal => new AbortController().signal
