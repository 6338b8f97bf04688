import { claimsOf } from './claims.ts'
import type { StoredSession, TokenStore } from './token-store.ts'

/** What may be told of a session without its tokens. */
export interface SessionView {
  /** The user's id, which never changes and never goes to another user. */
  sub: string
  /** The name that the user logs in with, as it is shown. */
  username: string
  /** What was granted, with single spaces between. */
  scope: string
  /** The same as long as the session lasts, and another after each login. */
  login?: string
}

/** Told of the session that there is now; undefined where there is none any more. */
export type SessionListener = (session: SessionView | undefined) => void

export interface SessionWatch {
  /** The same store, with an eye on it. */
  store: TokenStore
  /** The function that ends it. */
  subscribe(listener: SessionListener): () => void
}

/** @throws Error if the stored access token is none: then the store holds no session */
export function viewOf({ accessToken, scope, login }: StoredSession): SessionView {
  const claims = claimsOf(accessToken)
  if (claims === undefined) throw new Error('What the store keeps is no session.')
  const { sub, username } = claims
  return { sub, username, scope, ...(login === undefined ? {} : { login }) }
}

/** Tells where a session began or ended: by this client at once; by another who shares the store when that tells (`watch`), or when it is read next. */
export function watchSession(store: TokenStore): SessionWatch {
  const listeners = new Set<SessionListener>()
  let last: { login: string | undefined } | undefined

  function see(session: StoredSession | null | undefined, changed: boolean): void {
    // One of a client before there were names of logins has none.
    const login = session ? (session.login ?? '') : undefined
    const isNews = last === undefined ? changed : last.login !== login
    last = { login }
    if (!isNews) return
    const view = session ? viewOf(session) : undefined
    // What a listener throws is its own.
    for (const listener of listeners) queueMicrotask(() => listener(view))
  }

  const watched: TokenStore = {
    async load() {
      const session = await store.load()
      see(session, false)
      return session
    },
    async save(session) {
      await store.save(session)
      see(session, true)
    },
    async clear() {
      await store.clear()
      see(undefined, true)
    },
  }
  // A store that cannot be read is told to whoever asks for a token.
  const look = () => void Promise.resolve(watched.load()).catch(() => {})

  return {
    store: watched,
    subscribe(listener) {
      const own: SessionListener = (session) => listeners.has(own) && listener(session)
      listeners.add(own)
      look()
      const unwatch = store.watch?.(look)
      return () => {
        listeners.delete(own)
        unwatch?.()
      }
    },
  }
}
