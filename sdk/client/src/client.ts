import { type Account, createAccount } from './account.ts'
import { type Api, createApi } from './api.ts'
import { audienceOf, type Target, type Wanted } from './audience.ts'
import { createAuthorizedSender, createSender, outgoingOf, type TokenSource } from './authorized-fetch.ts'
import { createLock, type WebLocks } from './lock.ts'
import { COMMON_OPTIONS, type CommonOptions, checkFunctions, resolveOptions } from './options.ts'
import type { Answered, LoginResult, RevokeResult, SessionEnded, StoreFailure, TokenFailure } from './result.ts'
import { type SessionListener, type SessionView, watchSession } from './session-watch.ts'
import { basicOf, createTokenEndpoint } from './token-endpoint.ts'
import { createTokenManager, type Login } from './token-manager.ts'
import type { TokenOutcome } from './token-renewal.ts'
import { createMemoryTokenStore, type TokenStore } from './token-store.ts'
import { createSend, responseOf } from './transport.ts'

export interface MintmarkOptions extends CommonOptions {
  /** Where the session is kept; in memory unless it says otherwise. */
  store?: TokenStore | undefined
  /** `navigator.locks`, where tabs share a store that has no lock of its own. */
  locks?: WebLocks | undefined
}

/** A person's session, and every operation of the service. */
export interface MintmarkClient extends Api, Account {
  /**
   * Logs in with a password (RFC 6749 §4.3) and keeps the tokens in place of those that were there. A wrong
   * password is 401. Who asks too often is told so at once (429); a service that is busy (503) is asked again
   * when it says. A session that cannot be stored is ended again.
   */
  logIn(login: Login, options?: { signal?: AbortSignal }): Promise<LoginResult>
  /**
   * Clears the store, and ends the session at the service (RFC 7009): where the result is not 200, it may live on there until it ends by itself. An abort
   * ends the second alone.
   */
  logOut(options?: { signal?: AbortSignal }): Promise<RevokeResult | SessionEnded | StoreFailure>
  /**
   * An access token that is good for a while: 30 s, or a tenth of its life. Refreshed where it must be, once
   * for all who ask. With a `resource` it is for that audience alone (RFC 8707): the session keeps one for
   * each. A `resource` that the client may not address is `no_token`.
   */
  accessToken(options?: Target & { signal?: AbortSignal }): Promise<TokenOutcome>
  /**
   * `fetch` with an access token, for the services that take it. Whatever one answers is `answered`; after a
   * 401 `invalid_token` it is asked once more with a new token, after a 429 or a 503 when it says, unless the
   * body is a stream. With a `resource` the token is for that audience alone.
   *
   * @throws TypeError where no request can be made of the arguments
   */
  fetch(input: string | URL | Request, init?: RequestInit, target?: Target): Promise<Answered | TokenFailure>
  /**
   * The same in the shape of the platform's `fetch`, for libraries that take one.
   *
   * @throws the reason of the signal where that was aborted, what `fetch` threw where no answer came, and otherwise `NoAccessToken`
   */
  fetchResponse(input: string | URL | Request, init?: RequestInit, target?: Target): Promise<Response>
  /** A look at the session that is kept, without asking anybody: it may be over at the service. */
  session(): Promise<({ status: 'ok' } & SessionView) | SessionEnded | StoreFailure>
  /**
   * Tells where a session begins or ends, not where it is refreshed: by this client at once, and by another tab too where the store is the browser's. By
   * others who share the store, when it is read next.
   *
   * @returns the function that ends it
   */
  onSessionChange(listener: SessionListener): () => void
}

/**
 * A client for one session of one person.
 *
 * @throws TypeError for options that are wrong
 */
export function createMintmarkClient(given: MintmarkOptions): MintmarkClient {
  const options = resolveOptions(given, [...COMMON_OPTIONS, 'store', 'locks'])
  const { store = createMemoryTokenStore(), locks } = given
  checkFunctions('store', store, ['load', 'save', 'clear'])
  checkFunctions('locks', locks, ['request'])
  const { baseUrl, client, retry, system } = options
  const lock = createLock(store, `mintmark ${client?.id ?? 'default'} ${baseUrl}`, locks)
  const watch = watchSession(store)
  const confidential = client?.secret !== undefined
  const manager = createTokenManager({ store: watch.store, lock, endpoint: createTokenEndpoint(options), confidential, retry, system })
  const sourceOf =
    (wanted: Wanted): TokenSource =>
    (asked) =>
      manager.accessToken(wanted, asked as { signal?: AbortSignal; rejected?: string })
  const toAnyone = createSender({ send: createSend(options.fetch), retry, system })
  const toService = createSender({ send: options.exchange, retry, system })
  const sendAuthorized = createAuthorizedSender(system)
  const fetch: MintmarkClient['fetch'] = (input, init, { resource } = {}) =>
    sendAuthorized(outgoingOf(input, init), toAnyone, sourceOf({ resource }), audienceOf({ resource }))
  const api = createApi({ baseUrl, sender: toService, sendAuthorized, sourceOf, clientHeaders: basicOf(client) })
  return {
    logIn: manager.logIn,
    logOut: manager.logOut,
    accessToken: ({ resource, signal } = {}) => manager.accessToken({ resource }, { signal }),
    fetch,
    fetchResponse: async (input, init, target) => responseOf(await fetch(input, init, target)),
    session: manager.session,
    onSessionChange: watch.subscribe,
    ...createAccount(api),
    ...api,
  }
}
