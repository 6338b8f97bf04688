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
  /** Where the session is stored; in memory by default. */
  store?: TokenStore | undefined
  /** `navigator.locks`, if tabs share a store that has no lock of its own. */
  locks?: WebLocks | undefined
}

/** A user's session, and every operation of the service. */
export interface MintmarkClient extends Api, Account {
  /**
   * Logs in with a password (RFC 6749 §4.3), and stores the tokens in place of those before. If the session
   * cannot be stored, it is ended again.
   *
   * - 401: the password is wrong.
   * - 429: there were too many tries; the result comes at once.
   * - 503: the service is busy. The client tries again when `Retry-After` says.
   */
  logIn(login: Login, options?: { signal?: AbortSignal }): Promise<LoginResult>
  /**
   * Clears the store, and ends the session at the service (RFC 7009). If the result is not 200, the session
   * may live on there until it ends by itself.
   *
   * @param options.signal stops only the request to the service.
   */
  logOut(options?: { signal?: AbortSignal }): Promise<RevokeResult | SessionEnded | StoreFailure>
  /**
   * Returns an access token that is good for 30 s or a tenth of its life, whichever is shorter. If a refresh
   * is needed, all callers share one.
   *
   * - If no new token can be had now, it is the old one for as long as that is good.
   *
   * @param options.resource The audience that the token is for, alone (RFC 8707); the session keeps one for
   * each. If the client may not address it, the result is `no_token`.
   */
  accessToken(options?: Target & { signal?: AbortSignal }): Promise<TokenOutcome>
  /**
   * Calls `fetch` with an access token, for services that accept it. Any answer of a service is `answered`.
   *
   * - After a 401 `invalid_token` it sends the request once more with a new token.
   * - After a 429 or a 503 it sends it again when `Retry-After` says.
   * - It sends nothing again if the body is a stream, and no `POST` or `PATCH` after a 503.
   *
   * @param target.resource The audience that the token is for, alone.
   * @throws TypeError if no request can be created from the arguments
   */
  fetch(input: string | URL | Request, init?: RequestInit, target?: Target): Promise<Answered | TokenFailure>
  /**
   * Does the same in the shape of the platform's `fetch`, for libraries that take one.
   *
   * @throws the signal's reason if it was aborted, the error of `fetch` if no answer came, otherwise
   * `NoAccessToken`
   */
  fetchResponse(input: string | URL | Request, init?: RequestInit, target?: Target): Promise<Response>
  /** Returns the stored session without asking the service, where it may already be over. */
  session(): Promise<({ status: 'ok' } & SessionView) | SessionEnded | StoreFailure>
  /**
   * Calls `listener` when a session begins or ends, but not when it is refreshed.
   *
   * - A change by this client comes at once. So does one of another tab, if the store is the browser's.
   * - A change by others who share the store comes when the store is read next.
   *
   * @returns the function that stops it
   */
  onSessionChange(listener: SessionListener): () => void
}

/**
 * Creates a client for one session of one user.
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
    (request) =>
      manager.accessToken(wanted, request as { signal?: AbortSignal; rejected?: string })
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
