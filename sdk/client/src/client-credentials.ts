import { audienceKey, type Target } from './audience.ts'
import { createAuthorizedSender, createSender, outgoingOf } from './authorized-fetch.ts'
import { COMMON_OPTIONS, type CommonOptions, resolveOptions } from './options.ts'
import type { Answered, TokenFailure } from './result.ts'
import { accessTokenOf, isFresh, isUsable, tokenOf } from './session.ts'
import { type ClientCredentials, createTokenEndpoint } from './token-endpoint.ts'
import { createRenewal, type Renewal, type TokenOutcome } from './token-renewal.ts'
import type { StoredToken } from './token-store.ts'
import { createSend } from './transport.ts'

export interface ServiceTokenOptions extends CommonOptions {
  /** A confidential client with the grant `client_credentials`. */
  client: ClientCredentials & { secret: string }
}

/** What a token is for. Without a `resource`, it is the only service that the client may address. */
export interface Purpose extends Target {
  /** Scope tokens with single spaces between, in any order. If absent, it is all that the client may have. */
  scope?: string | undefined
}

/**
 * Access tokens of a service for itself (RFC 6749 §4.4), kept in memory for each audience and scope. There is
 * no session that could end, and no store.
 */
export interface ServiceTokens {
  /**
   * Returns a token that is good for 30 s or a tenth of its life, whichever is shorter. Concurrent callers
   * share one request.
   *
   * - If no new token can be had now, it is the old one for as long as that is good.
   */
  accessToken(purpose?: Purpose & { signal?: AbortSignal }): Promise<TokenOutcome>
  /**
   * Calls `fetch` with such a token. It handles a 401 `invalid_token`, a 429 and a 503 as
   * `MintmarkClient.fetch` does.
   *
   * @throws TypeError if no request can be created from the arguments
   */
  fetch(input: string | URL | Request, init?: RequestInit, purpose?: Purpose): Promise<Answered | TokenFailure>
}

interface Entry {
  renewal: Renewal
  token?: StoredToken
}

/** @throws TypeError for options that are wrong */
export function createServiceTokens(given: ServiceTokenOptions): ServiceTokens {
  const options = resolveOptions(given, COMMON_OPTIONS)
  if (options.client?.secret === undefined)
    throw new TypeError('client must have an id and a secret: only a confidential client has tokens of its own.')
  const { fetch, retry, system } = options
  const endpoint = createTokenEndpoint(options)
  const sender = createSender({ send: createSend(fetch), retry, system })
  const sendAuthorized = createAuthorizedSender(system)
  // It has one entry for each audience and scope that is asked for.
  const byPurpose = new Map<string, Entry>()

  const keyOf = ({ resource, scope }: Purpose) => JSON.stringify([audienceKey(resource), scope?.split(' ').sort()])

  function entryFor(purpose: Purpose): Entry {
    const key = keyOf(purpose)
    const entry = byPurpose.get(key) ?? { renewal: createRenewal({ retry, system }) }
    byPurpose.set(key, entry)
    return entry
  }

  async function issue(entry: Entry, { resource, scope }: Purpose, signal: AbortSignal): Promise<TokenOutcome> {
    const sentAtMs = system.nowMs()
    const answer = await endpoint.issue({ grant_type: 'client_credentials', resource, scope }, { signal })
    if (answer.status === 'network' || answer.status === 'aborted') return answer
    if (answer.status !== 200) return { status: 'no_token', answer }
    entry.token = tokenOf(answer.body, sentAtMs)
    return accessTokenOf(entry.token)
  }

  type TokenRequest = Purpose & { rejected?: string; signal?: AbortSignal | undefined }
  async function accessToken({ rejected, signal, ...purpose }: TokenRequest): Promise<TokenOutcome> {
    const entry = entryFor(purpose)
    const { token, renewal } = entry
    if (token !== undefined && isFresh(token, system.nowMs(), rejected)) return accessTokenOf(token)
    const usable = token !== undefined && isUsable(token, system.nowMs(), rejected) ? accessTokenOf(token) : undefined
    return renewal.renew({ once: (ended) => issue(entry, purpose, ended), usable, signal })
  }

  return {
    accessToken: (purpose = {}) => accessToken(purpose),
    fetch: (input, init, purpose = {}) =>
      sendAuthorized(outgoingOf(input, init), sender, (options) => accessToken({ ...purpose, ...options }), keyOf(purpose)),
  }
}
