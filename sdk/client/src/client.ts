import { type Api, createApi } from './api.ts'
import { createAuthorizedSender, createSender, outgoingOf } from './authorized-fetch.ts'
import { COMMON_OPTIONS } from './check-options.ts'
import { createLock, type WebLocks } from './lock.ts'
import { type CommonOptions, settle } from './options.ts'
import type { Answered, IssueResult, RevokeResult, SessionEnded, StoreFailure, TokenFailure } from './result.ts'
import { basicOf, createTokenEndpoint } from './token-endpoint.ts'
import { createTokenManager, type Login } from './token-manager.ts'
import type { TokenOutcome } from './token-renewal.ts'
import { createMemoryTokenStore, type TokenStore } from './token-store.ts'

export interface MintmarkOptions extends CommonOptions {
  /** Where the session is kept; in memory unless it says otherwise. */
  store?: TokenStore | undefined
  /** `navigator.locks`, where tabs share a store that has no lock of its own. */
  locks?: WebLocks | undefined
}

/** A person's session, and every operation of the service. */
export interface MintmarkClient extends Api {
  /**
   * Logs in with a password (RFC 6749 §4.3) and keeps the tokens in place of those that were there. A wrong password is 401. Who asks too often is
   * told so at once (429); a service that is busy (503) is asked again when it says.
   */
  logIn(login: Login, options?: { signal?: AbortSignal }): Promise<IssueResult | StoreFailure>
  /**
   * Clears the store, and ends the session at the service (RFC 7009): where the result is not 200, it may live on there until it ends by itself. An abort
   * ends the second alone.
   */
  logOut(options?: { signal?: AbortSignal }): Promise<RevokeResult | SessionEnded | StoreFailure>
  /** An access token that is good for a while: 30 s, or a tenth of its life. Refreshed where it must be, once for all who ask. */
  accessToken(options?: { signal?: AbortSignal }): Promise<TokenOutcome>
  /**
   * `fetch` with an access token, for the services that take it. Whatever one answers is `answered`; after a 401 `invalid_token` it is asked once more
   * with a new token, after a 429 or a 503 when it says, unless the body is a stream.
   *
   * @throws TypeError where no request can be made of the arguments
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Answered | TokenFailure>
}

/**
 * A client for one session of one person.
 *
 * @throws TypeError for options that are wrong
 */
export function createMintmarkClient(given: MintmarkOptions): MintmarkClient {
  const options = settle(given, [...COMMON_OPTIONS, 'store', 'locks'])
  const { store = createMemoryTokenStore(), locks } = given
  const { baseUrl, client, fetch, retry, system } = options
  const lock = createLock(store, `mintmark ${client?.id ?? 'default'} ${baseUrl}`, locks)
  const confidential = client?.secret !== undefined
  const manager = createTokenManager({ store, lock, endpoint: createTokenEndpoint(options), confidential, retry, system })
  // Others may stream for as long as they like.
  const toAnyone = createSender({ fetch, retry, system })
  const sendAuthorized = createAuthorizedSender(system)
  return {
    logIn: manager.logIn,
    logOut: manager.logOut,
    accessToken: ({ signal } = {}) => manager.accessToken({ signal }),
    fetch: (input, init) => sendAuthorized(outgoingOf(input, init), toAnyone, manager.accessToken),
    ...createApi({ baseUrl, sender: createSender(options), sendAuthorized, source: manager.accessToken, clientHeaders: basicOf(client) }),
  }
}
