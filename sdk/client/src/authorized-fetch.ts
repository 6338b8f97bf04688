import type { AccessToken, Answered, TokenFailure } from './result.ts'
import { type RetryPolicy, refusalWaitMs, withRetries } from './retry.ts'
import type { ClientSystem } from './system.ts'
import type { TokenOutcome } from './token-renewal.ts'
import type { Send, Sent } from './transport.ts'

/** Gets a good access token, or says why there is none. `rejected` is one that a service refused. */
export type TokenSource = (options: { rejected?: string; signal?: AbortSignal | undefined }) => Promise<TokenOutcome>

/** A request that is created for each time that it is sent. */
export interface Outgoing {
  make(): Request
  /** Whether it can be created more than once. */
  replayable: boolean
  signal?: AbortSignal | undefined
}

export type Sender<A extends Answered = Answered> = (outgoing: Outgoing) => Promise<Sent<A>>

interface SenderOptions<A extends Answered> {
  send: Send<A>
  retry: RetryPolicy
  system: ClientSystem
}

/**
 * Sends a request, and sends it again after a 429 or a 503. After a 503 it does so only if the method is
 * idempotent (RFC 9110 §9.2.2).
 */
export function createSender<A extends Answered>({ send, retry, system }: SenderOptions<A>): Sender<A> {
  return async ({ make, replayable, signal = new AbortController().signal }) => {
    let last: Sent<A> | undefined
    let method = ''
    const once = async (): Promise<Sent<A>> => {
      if (last !== undefined) await discard(last)
      const request = make()
      method = request.method
      last = await send(request, signal)
      return last
    }
    const wait = (sent: Sent<A>, failures: number) => {
      if (sent.status !== 'answered' || (sent.response.status === 503 && /^(POST|PATCH)$/.test(method))) return undefined
      return refusalWaitMs(sent.response.status, sent.response.headers, failures, system.nowMs())
    }
    return withRetries(once, wait, { policy: replayable ? retry : { ...retry, tries: 1 }, system, signal })
  }
}

/** How long no token is replaced for an origin that refused the token for this audience and its successor. */
const REFUSED_AGAIN_MS = 30_000

/** `audience` names the audience of the tokens from `source`. */
export type AuthorizedSender = <A extends Answered>(
  outgoing: Outgoing,
  sender: Sender<A>,
  source: TokenSource,
  audience: string,
) => Promise<A | TokenFailure>

/**
 * Sends with a token. If the service refuses it as invalid (RFC 6750 §3.1), the sender gets a new token and
 * sends once more:
 *
 * - The clocks may differ, or the token was revoked and its session was not.
 * - It never uses a token of another login: one user's request must not be done for the next user.
 * - It stops if new tokens are refused too, as by a service of another audience. Each call would cost a
 *   refresh.
 */
export function createAuthorizedSender({ nowMs }: ClientSystem): AuthorizedSender {
  const refusedAgainAtMs = new Map<string, number>()
  const refusesAll = (service: string) => {
    const sinceMs = nowMs() - (refusedAgainAtMs.get(service) ?? Number.NEGATIVE_INFINITY)
    return sinceMs >= 0 && sinceMs < REFUSED_AGAIN_MS
  }

  return async (outgoing, sender, source, audience) => {
    const { make, replayable, signal } = outgoing
    let service = ''
    const sendWith = (token: AccessToken) =>
      sender({
        ...outgoing,
        make() {
          const request = make()
          service = `${originOf(request)} ${audience}`
          return withToken(request, token)
        },
      })
    const first = await source({ signal })
    if (first.status !== 'ok') return first
    const sent = await sendWith(first)
    if (!replayable || !isInvalidToken(sent) || refusesAll(service)) return sent
    const second = await source({ rejected: first.accessToken, signal })
    if (second.status === 'ok' && second.login !== first.login) return sent
    await discard(sent)
    if (second.status !== 'ok') return second
    const again = await sendWith(second)
    if (isInvalidToken(again)) refusedAgainAtMs.set(service, nowMs())
    return again
  }
}

/** Without `URL`, since React Native's lacks the parts. */
const originOf = ({ url }: Request): string => /^[^/]*\/\/[^/?#]*/.exec(url)?.[0] ?? url

function withToken(request: Request, { accessToken }: AccessToken): Request {
  request.headers.set('authorization', `Bearer ${accessToken}`)
  return request
}

const isInvalidToken = (sent: Sent): boolean =>
  sent.status === 'answered' &&
  sent.response.status === 401 &&
  /\bBearer\b.*\berror="?invalid_token\b/i.test(sent.response.headers.get('www-authenticate') ?? '')

/** A body that nobody reads would keep its connection. */
async function discard(sent: Sent): Promise<void> {
  if (sent.status === 'answered') await sent.response.body?.cancel().catch(() => {})
}

/**
 * Takes the arguments of `fetch`, and creates a request as often as it is needed. A stream, or the body of an
 * existing `Request`, can be sent only once.
 */
export function outgoingOf(input: string | URL | Request, init: RequestInit = {}): Outgoing {
  const signal = init.signal ?? (input instanceof Request ? input.signal : undefined)
  const bodiless = input instanceof Request && (input.method === 'GET' || input.method === 'HEAD')
  const replayable = (!(input instanceof Request) || bodiless || init.body !== undefined) && isReplayable(init.body)
  return { make: () => new Request(input, init), replayable, signal }
}

const isReplayable = (body: unknown): boolean =>
  body === undefined ||
  body === null ||
  typeof body === 'string' ||
  body instanceof URLSearchParams ||
  body instanceof FormData ||
  body instanceof Blob ||
  body instanceof ArrayBuffer ||
  ArrayBuffer.isView(body)
