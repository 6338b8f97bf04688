import { claimsOf } from './claims.ts'
import type { StoredSession, TokenStore } from './token-store.ts'

/** What the client shows of a session: all but its tokens. */
export interface SessionView {
  /** The user's id, which never changes and never goes to another user. */
  sub: string
  /** The name that the user logs in with, in its displayed form. */
  username: string
  /** The granted scope, with single spaces between. */
  scope: string
  /** The same as long as the session lasts, and another after each login. */
  login?: string
}

/** Gets the present session; undefined if there is none any more. */
export type SessionListener = (session: SessionView | undefined) => void

export interface SessionWatch {
  /** The same store, which also notices changes. */
  store: TokenStore
  /** Returns the function that stops it. */
  subscribe(listener: SessionListener): () => void
}

/** @throws Error if the stored access token is not one: then the store holds no session */
export function viewOf({ accessToken, scope, login }: StoredSession): SessionView {
  const claims = claimsOf(accessToken)
  if (claims === undefined) throw new Error('The store does not contain a session.')
  const { sub, username } = claims
  return { sub, username, scope, ...(login === undefined ? {} : { login }) }
}

/**
 * Calls listeners when a session began or ended, at once if this client did it. A change by another comes
 * when the store's `watch` says so, or at the next read.
 */
export function watchSession(store: TokenStore): SessionWatch {
  const listeners = new Set<SessionListener>()
  let last: { login: string | undefined } | undefined

  function see(session: StoredSession | null | undefined, changed: boolean): void {
    // A session stored by an older client has no `login`.
    const login = session ? (session.login ?? '') : undefined
    const isNews = last === undefined ? changed : last.login !== login
    last = { login }
    if (!isNews) return
    const view = session ? viewOf(session) : undefined
    // An error of a listener must not disturb the client.
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
  // An error of the store is reported to the next caller that asks for a token.
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
