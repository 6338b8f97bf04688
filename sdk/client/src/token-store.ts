import { createMutex } from './lock.ts'

/** One audience, or several audiences of one token. */
export type Resource = string | string[]

/** An access token as a store holds it. */
export interface StoredToken {
  accessToken: string
  /** In milliseconds since the epoch, by the clock of the client that stored it. */
  accessExpiresAtMs: number
  /** When to refresh; before `accessExpiresAtMs`. */
  refreshAtMs: number
  /** The granted scope, with single spaces between. */
  scope: string
}

/** A session as a store holds it: JSON. Its own token is that of the login, or the one that replaced it. */
export interface StoredSession extends StoredToken {
  /** Absent if the client may not refresh. */
  refreshToken?: string
  /**
   * The `resource` of the login, which each refresh asks for too (RFC 8707 §2.2). Absent if the login named
   * none.
   */
  resource?: Resource
  /** Access tokens of this session for other audiences, by `audienceKey`. */
  others?: Record<string, StoredToken>
  /** A random name of the login. With it, a request of one user is never sent for the next. */
  login?: string
  /**
   * The key of a refresh whose answer is not stored yet; it is stored before the request is sent. After a
   * crash, a reload or a lost answer, the same request repeated gets its answer, for 24 hours.
   */
  idempotencyKey?: string
}

type Awaitable<T> = T | Promise<T>

/** Where a session is stored. Callers get what it throws as `store_failed`. */
export interface TokenStore {
  /** Returns undefined or null if there is no session. */
  load(): Awaitable<StoredSession | undefined | null>
  /** Resolves when it is stored. */
  save(session: StoredSession): Awaitable<void>
  clear(): Awaitable<void>
  /**
   * Runs `run` while nobody else who shares the store does, and stops waiting when `signal` is aborted.
   * Without this method only the callers of one client take turns; several clients then need the option
   * `locks`.
   */
  lock?<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T>
  /**
   * Calls `changed` whenever another client has saved or cleared the store. The returned function stops it.
   */
  watch?(changed: () => void): () => void
}

/** Creates a store in memory, which is gone with the page or the process. */
export function createMemoryTokenStore(): TokenStore {
  let current: StoredSession | undefined
  return {
    load: () => current,
    save(session) {
      current = session
    },
    clear() {
      current = undefined
    },
    lock: createMutex(),
  }
}

/**
 * @throws Error if the text is not a session. So a damaged store is reported, and does not look like a
 * log-out.
 */
export function parseSession(text: string): StoredSession {
  const session: Partial<StoredSession> | null = JSON.parse(text)
  const { accessToken, accessExpiresAtMs, refreshAtMs } = session ?? {}
  if (typeof accessToken !== 'string' || typeof accessExpiresAtMs !== 'number' || typeof refreshAtMs !== 'number') {
    throw new Error('The store does not contain a session.')
  }
  return session as StoredSession
}
