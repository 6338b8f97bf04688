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

/** What a token is for. Without a `resource`, the one service that the client may address. */
export interface Purpose extends Target {
  /** With single spaces between; their order means nothing. Without it, all that the client may have. */
  scope?: string | undefined
}

/** Access tokens of a service for itself (RFC 6749 §4.4), kept in memory for each audience and scope. There is no session that could end, and no store. */
export interface ServiceTokens {
  /** One that is good for a while: 30 s, or a tenth of its life. Asked for once for all who ask at the same time. */
  accessToken(purpose?: Purpose & { signal?: AbortSignal }): Promise<TokenOutcome>
  /**
   * `fetch` with such a token; a 401 `invalid_token`, a 429 and a 503 are met as by the client of a person.
   *
   * @throws TypeError where no request can be made of the arguments
   */
  fetch(input: string | URL | Request, init?: RequestInit, purpose?: Purpose): Promise<Answered | TokenFailure>
}

interface Kept {
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
  // As many as the service has audiences and scopes to ask for.
  const byPurpose = new Map<string, Kept>()

  const keyOf = ({ resource, scope }: Purpose) => JSON.stringify([audienceKey(resource), scope?.split(' ').sort()])

  function keptFor(purpose: Purpose): Kept {
    const key = keyOf(purpose)
    const kept = byPurpose.get(key) ?? { renewal: createRenewal({ retry, system }) }
    byPurpose.set(key, kept)
    return kept
  }

  async function issue(kept: Kept, { resource, scope }: Purpose, signal: AbortSignal): Promise<TokenOutcome> {
    const sentAtMs = system.nowMs()
    const answer = await endpoint.issue({ grant_type: 'client_credentials', resource, scope }, { signal })
    if (answer.status === 'network' || answer.status === 'aborted') return answer
    if (answer.status !== 200) return { status: 'no_token', answer }
    kept.token = tokenOf(answer.body, sentAtMs)
    return accessTokenOf(kept.token)
  }

  type Asked = Purpose & { rejected?: string; signal?: AbortSignal | undefined }
  async function accessToken({ rejected, signal, ...purpose }: Asked): Promise<TokenOutcome> {
    const kept = keptFor(purpose)
    const { token, renewal } = kept
    if (token !== undefined && isFresh(token, system.nowMs(), rejected)) return accessTokenOf(token)
    const usable = token !== undefined && isUsable(token, system.nowMs(), rejected) ? accessTokenOf(token) : undefined
    return renewal.renew({ once: (ended) => issue(kept, purpose, ended), usable, signal })
  }

  return {
    accessToken: (purpose = {}) => accessToken(purpose),
    fetch: (input, init, purpose = {}) =>
      sendAuthorized(outgoingOf(input, init), sender, (asked) => accessToken({ ...purpose, ...asked }), keyOf(purpose)),
  }
}
