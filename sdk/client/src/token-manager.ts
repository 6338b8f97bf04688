import { throwIfAborted } from './aborting.ts'
import { slotOf, type Wanted } from './audience.ts'
import type { Lock } from './lock.ts'
import type { Aborted, IssueResult, LoginResult, RevokeResult, SessionEnded, StoreFailure } from './result.ts'
import { type RetryPolicy, refusalWaitMs, withRetries } from './retry.ts'
import { accessTokenOf, isFresh, isUsable, sessionOf } from './session.ts'
import { createSessionRefresh } from './session-refresh.ts'
import { type SessionView, viewOf } from './session-watch.ts'
import { untilAborted } from './single-flight.ts'
import { type ClientSystem, randomHex } from './system.ts'
import type { TokenEndpoint } from './token-endpoint.ts'
import { createRenewal, type TokenOutcome } from './token-renewal.ts'
import type { Resource, StoredSession, TokenStore } from './token-store.ts'

export interface Login {
  username: string
  password: string
  /** Scope tokens with single spaces between. If absent, it is all that the user and the client may have. */
  scope?: string
  /**
   * The audience of the session's own token (RFC 8707), or several, after a refresh too. If absent, it is
   * every service that the client may address.
   *
   * - Other audiences have tokens of their own, which the client asks for when they are needed.
   */
  resource?: Resource
}

interface Abortable {
  signal?: AbortSignal | undefined
}

export interface TokenManager {
  logIn(login: Login, options?: Abortable): Promise<LoginResult>
  session(): Promise<({ status: 'ok' } & SessionView) | SessionEnded | StoreFailure>
  logOut(options?: Abortable): Promise<RevokeResult | SessionEnded | StoreFailure>
  /** `rejected` is a token of this manager that a service refused as invalid. */
  accessToken(wanted: Wanted, options?: Abortable & { rejected?: string }): Promise<TokenOutcome>
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

/** Manages one session. Only the store holds it, so that all that share the store agree. */
export function createTokenManager({ store, lock, endpoint, confidential, retry, system }: Needs): TokenManager {
  const refresh = createSessionRefresh({ store, lock, endpoint, system, confidential })
  const renewal = createRenewal({ retry, system })

  /** Returns a fresh token, or a new one. */
  async function current(wanted: Wanted, rejected: string | undefined, signal: AbortSignal | undefined): Promise<TokenOutcome> {
    const session = await store.load()
    if (!session) return { status: 'session_ended', reason: 'not_logged_in' }
    const { token, key } = slotOf(session, wanted)
    const nowMs = system.nowMs()
    if (token !== undefined && isFresh(token, nowMs, rejected)) return accessTokenOf(token, session.login)
    const usable = token !== undefined && isUsable(token, nowMs, rejected) ? accessTokenOf(token, session.login) : undefined
    const outcome = await renewal.renew({ once: (ended) => refresh(wanted, rejected, ended), usable, key, signal })
    if (outcome.status !== 'ok' || outcome.login === session.login) return outcome
    // Another user logged in meanwhile. Their token must not go to the caller of before.
    const now = await store.load()
    return now?.login === session.login ? current(wanted, rejected, signal) : { status: 'session_ended', reason: 'not_logged_in' }
  }

  /** Reports what the store throws, unless the caller has left before. */
  async function locked<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T | StoreFailure | Aborted> {
    const failed = (cause: unknown): StoreFailure | Aborted => ({ status: signal.aborted ? 'aborted' : 'store_failed', cause })
    return untilAborted(lock(run, signal).catch(failed), signal)
  }

  /**
   * Empties the store, even if its content cannot be read. Whether the revocation fails or the caller aborts:
   * after a log-out, the user is logged out here.
   */
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
    result.status === 'network' || result.status === 'aborted'
      ? undefined
      : refusalWaitMs(statusOf(result), result.headers, failures, system.nowMs())

  /** Asks for the tokens of a login. A 429 is returned at once, since a user is waiting. */
  async function open(login: Login, signal: AbortSignal): Promise<{ answer: IssueResult; sentAtMs: number }> {
    let sentAtMs = 0
    const send = () => {
      sentAtMs = system.nowMs()
      return endpoint.issue({ grant_type: 'password', ...login }, { signal })
    }
    const wait = (result: IssueResult, failures: number) => (statusOf(result) === 429 ? undefined : waitMs(result, failures))
    return { answer: await withRetries(send, wait, { policy: retry, system, signal }), sentAtMs }
  }

  /**
   * Stores a new session. If that fails, or the caller leaves, nobody has its tokens, so the service is asked
   * to end it.
   */
  async function saveNew(session: StoredSession, signal: AbortSignal): Promise<'saved' | StoreFailure | Aborted> {
    const save = async () => {
      throwIfAborted(signal)
      await store.save(session)
      if (signal.aborted) await store.clear()
      throwIfAborted(signal)
      return 'saved' as const
    }
    const outcome = await locked(save, signal)
    if (outcome === 'saved') return outcome
    const revoked = endpoint.revoke(session.refreshToken ?? session.accessToken, { signal: never() }).catch(() => {})
    // A caller that has left does not wait for it.
    if (outcome.status !== 'aborted') await revoked
    return outcome
  }

  return {
    async logIn(login, { signal = never() } = {}) {
      let name: string
      try {
        // Before anything is sent: without random numbers the session could not be refreshed.
        name = randomHex(system)
      } catch (cause) {
        return { status: 'unsupported', cause }
      }
      const { answer, sentAtMs } = await open(login, signal)
      if (answer.status !== 200) return answer
      renewal.reset()
      const outcome = await saveNew(sessionOf(answer.body, sentAtMs, { ...login, login: name }), signal)
      return outcome === 'saved' ? answer : outcome
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

    async accessToken(wanted, { rejected, signal } = {}) {
      try {
        // A store may hang.
        return await untilAborted(current(wanted, rejected, signal), signal)
      } catch (cause) {
        return { status: 'store_failed', cause }
      }
    },
  }
}

/** The status of the service, or of a proxy before it. */
const statusOf = (result: IssueResult | RevokeResult) => (result.status === 'undeclared' ? result.code : result.status)

const never = (): AbortSignal => new AbortController().signal
