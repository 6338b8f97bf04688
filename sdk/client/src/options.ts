/**
 * The options of a client. A wrong option throws a `TypeError` when the client is created, not at the first
 * request. The error says which option is wrong, and how.
 *
 * @module
 */

import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts'
import { type ClientSystem, realSystem } from './system.ts'
import type { ClientCredentials } from './token-endpoint.ts'
import { createExchange, type Fetch } from './transport.ts'

/** The options of both kinds of client. */
export interface CommonOptions {
  /** The address of the service, such as `https://auth.example.com`. In a page it may be relative. */
  baseUrl: string
  /** The client that asks; by default the service's client `default`. */
  client?: ClientCredentials | undefined
  /** Used in place of the global `fetch`. */
  fetch?: Fetch | undefined
  /** By default 3 tries, with at most 30 s between two of them. */
  retry?: { [Part in keyof RetryPolicy]?: RetryPolicy[Part] | undefined } | undefined
  /** The limit for a whole answer of the service; 30 by default. */
  timeoutSeconds?: number | undefined
  /** The clock and the randomness. */
  system?: ClientSystem | undefined
}

export const COMMON_OPTIONS = ['baseUrl', 'client', 'fetch', 'retry', 'timeoutSeconds', 'system']

/** @throws TypeError for the first option that is wrong, or is none of `known` */
export function resolveOptions(options: CommonOptions, known: readonly string[]) {
  checkOptions(options, known)
  const { baseUrl, client, fetch, retry, timeoutSeconds = 30, system = realSystem } = options
  const page = (globalThis as { location?: { href: string } }).location?.href
  // Looked up at each call, so that a page may replace the global one later.
  const sent = fetch ?? ((request: Request, options: RequestInit) => globalThis.fetch(request, options))
  return {
    baseUrl: checkBaseUrl(baseUrl, page),
    client,
    fetch: sent,
    exchange: createExchange(sent, timeoutSeconds),
    retry: { tries: retry?.tries ?? DEFAULT_RETRY.tries, maxWaitSeconds: retry?.maxWaitSeconds ?? DEFAULT_RETRY.maxWaitSeconds },
    system,
  }
}

/** A misspelt option would otherwise count as absent. */
function checkNames(what: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null) throw new TypeError(`${what} must be an object.`)
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${unknown} is not known in ${what}; there are ${known.join(', ')}.`)
}

/** The ids that the service gives: visible ASCII. */
const CLIENT_ID = /^[!-~]{1,100}$/
/**
 * A secret may have spaces (RFC 6749 Appendix A.2). A space or a line end at its edge comes from the file
 * that it was read from.
 */
const SECRET = /^[!-~](?:[ -~]*[!-~])?$/
/** The longest wait that `setTimeout` knows. It ends a longer one at once. */
const MAX_SECONDS = 2_147_483

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const matches = (pattern: RegExp, value: unknown): boolean => typeof value === 'string' && pattern.test(value)
const isFunction = (value: unknown): boolean => typeof value === 'function'
/** Undefined is an option that is left out. */
const isNumber = (value: unknown, isGood: (value: number) => boolean): boolean =>
  value === undefined || (Number.isFinite(value) && isGood(value as number))

function checkOptions(options: CommonOptions, known: readonly string[]): void {
  checkNames('the options', options, known)
  const { client, retry, timeoutSeconds } = options
  if (client !== undefined) {
    checkNames('client', client, ['id', 'secret'])
    if (!matches(CLIENT_ID, client.id))
      throw new TypeError('client.id must be the identifier of the client: 1 to 100 visible ASCII characters, without spaces or line ends.')
    const { secret } = client
    if (secret !== undefined && !isText(secret)) throw new TypeError('client.secret must not be empty. Is its variable set?')
    if (secret !== undefined && !matches(SECRET, secret))
      throw new TypeError(
        'client.secret has a line end, a space at its edge, or a character outside ASCII. Was it read from a file? Trim it.',
      )
  }
  if (options.fetch !== undefined && !isFunction(options.fetch)) throw new TypeError('fetch must be a function.')
  checkFunctions('system', options.system, ['nowMs', 'sleep', 'randomBytes'])
  if (retry !== undefined) checkNames('retry', retry, ['tries', 'maxWaitSeconds'])
  if (!isNumber(retry?.tries, (tries) => Number.isInteger(tries) && tries >= 1)) throw new TypeError('retry.tries must be 1 or more.')
  if (!isNumber(retry?.maxWaitSeconds, (seconds) => seconds >= 0 && seconds <= MAX_SECONDS))
    throw new TypeError(`retry.maxWaitSeconds must be from 0 to ${MAX_SECONDS}.`)
  if (!isNumber(timeoutSeconds, (seconds) => seconds > 0 && seconds <= MAX_SECONDS))
    throw new TypeError(`timeoutSeconds must be more than 0, and at most ${MAX_SECONDS}.`)
}

/** Checks that an option has the functions that it needs. */
export function checkFunctions(what: string, given: object | undefined, names: readonly string[]): void {
  if (given === undefined) return
  const missing = names.find((name) => !isFunction((given as Record<string, unknown>)[name]))
  if (missing !== undefined) throw new TypeError(`${what} must have the functions ${names.join(', ')}; ${missing} is missing.`)
}

/**
 * Returns the address without slashes at its end.
 *
 * @param page The page that the address may be relative to.
 */
function checkBaseUrl(baseUrl: unknown, page: string | undefined): string {
  const url = isText(baseUrl) && !/[\s\0-\x1f\x7f]/.test(baseUrl) ? absolute(baseUrl, page) : undefined
  // `localhost:8080` is a URL too, of the scheme `localhost`.
  if (url === undefined || !/^https?:\/\/[^/?#@]+(\/[^?#]*)?$/i.test(url))
    throw new TypeError('baseUrl must be the address of the service, as https://auth.example.com, without spaces or line ends.')
  return url.replace(/\/+$/, '')
}

/** Only `href`: React Native's `URL` has no other parts, and no `canParse`. */
function absolute(url: string, page: string | undefined): string | undefined {
  try {
    return new URL(url, page).href
  } catch {
    return undefined
  }
}
