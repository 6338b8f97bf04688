/**
 * Mistakes of set-up, told when a client is made and not at the first request: each throws a `TypeError` that says which option is wrong, and how.
 *
 * @module
 */

import type { CommonOptions } from './options.ts'

export const COMMON_OPTIONS = ['baseUrl', 'client', 'fetch', 'retry', 'timeoutSeconds', 'system']

/** A misspelt option would otherwise be one that nobody gave. */
function checkNames(what: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null) throw new TypeError(`${what} must be an object.`)
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${unknown} is not known in ${what}; there are ${known.join(', ')}.`)
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
/** Undefined is an option that is left out. */
const isNumber = (value: unknown, isGood: (value: number) => boolean): boolean =>
  value === undefined || (Number.isFinite(value) && isGood(value as number))

export function checkOptions(options: CommonOptions, known: readonly string[]): void {
  checkNames('the options', options, known)
  const { client, retry, timeoutSeconds } = options
  if (client !== undefined) {
    checkNames('client', client, ['id', 'secret'])
    if (!isText(client.id)) throw new TypeError('client.id must be the identifier of the client.')
    if (client.secret !== undefined && !isText(client.secret)) throw new TypeError('client.secret must not be empty. Is its variable set?')
  }
  if (retry !== undefined) checkNames('retry', retry, ['tries', 'maxWaitSeconds'])
  if (!isNumber(retry?.tries, (tries) => Number.isInteger(tries) && tries >= 1)) throw new TypeError('retry.tries must be 1 or more.')
  if (!isNumber(retry?.maxWaitSeconds, (seconds) => seconds >= 0)) throw new TypeError('retry.maxWaitSeconds must be 0 or more.')
  if (!isNumber(timeoutSeconds, (seconds) => seconds > 0)) throw new TypeError('timeoutSeconds must be more than 0.')
}

/**
 * The address without slashes at its end.
 *
 * @param page that it may be relative to
 */
export function checkBaseUrl(baseUrl: unknown, page: string | undefined): string {
  const url = isText(baseUrl) && URL.canParse(baseUrl as string, page) ? new URL(baseUrl as string, page) : undefined
  // `localhost:8080` is a URL too, of the scheme `localhost`.
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new TypeError('baseUrl must be the address of the service, as https://auth.example.com.')
  return url.href.replace(/\/+$/, '')
}
