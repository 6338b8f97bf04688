import { createMutex } from './lock.ts'

/** An audience, or several that one token is for. */
export type Resource = string | string[]

/** An access token as a store keeps it. */
export interface StoredToken {
  accessToken: string
  /** By the clock of the client that stored it, in milliseconds since the epoch. */
  accessExpiresAtMs: number
  /** When to refresh; before `accessExpiresAtMs`. */
  refreshAtMs: number
  /** What was granted, with single spaces between. */
  scope: string
}

/**
 * A session as a store keeps it: JSON. Its own token is that of the login, or the one that came in its place.
 */
export interface StoredSession extends StoredToken {
  /** Absent where the client may not refresh. */
  refreshToken?: string
  /**
   * The `resource` of the login, which its own token is asked for at each refresh too (RFC 8707 §2.2). Absent
   * if the login named none.
   */
  resource?: Resource
  /** Access tokens of this session for other audiences, by `audienceKey`. */
  others?: Record<string, StoredToken>
  /** Which login it began with, by a name made up for it: what one person asked for is never sent for the next one. */
  login?: string
  /**
   * Of a refresh that may have been sent, and whose answer was never stored. It was stored before that was sent, so that whoever comes next, after a
   * lost answer, a reload or a crash, repeats the same request and gets the same answer, for 24 hours.
   */
  idempotencyKey?: string
}

type Awaitable<T> = T | Promise<T>

/** Where a session is kept. What it throws is told to the callers as `store_failed`. */
export interface TokenStore {
  /** Undefined or null where there is none. */
  load(): Awaitable<StoredSession | undefined | null>
  /** Resolves when it is kept. */
  save(session: StoredSession): Awaitable<void>
  clear(): Awaitable<void>
  /**
   * Runs `run` while nobody else who shares the store does; gives up waiting when `signal` is aborted. Without it the callers of one client take turns, and
   * where several clients share the store, `locks` of the client must keep them apart.
   */
  lock?<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T>
  /** Calls `changed` whenever somebody else who shares the store has saved or cleared, until the function that it gives is called. */
  watch?(changed: () => void): () => void
}

/** In memory: gone with the page or the process. */
export function createMemoryTokenStore(): TokenStore {
  let kept: StoredSession | undefined
  return {
    load: () => kept,
    save(session) {
      kept = session
    },
    clear() {
      kept = undefined
    },
    lock: createMutex(),
  }
}

/** @throws Error where the text is no session, so that a damaged one is told of and not taken for a logout. */
export function parseSession(text: string): StoredSession {
  const session: Partial<StoredSession> | null = JSON.parse(text)
  const { accessToken, accessExpiresAtMs, refreshAtMs } = session ?? {}
  if (typeof accessToken !== 'string' || typeof accessExpiresAtMs !== 'number' || typeof refreshAtMs !== 'number') {
    throw new Error('What the store keeps is no session.')
  }
  return session as StoredSession
}
