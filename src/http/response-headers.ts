import type { Config } from '../config.ts'

/** For what anybody may see and keep for five minutes. */
export const PUBLIC_CACHE = { 'cache-control': 'public, max-age=300' }

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** What every answer carries unless its handler says otherwise. Set on Node's own response: a `Headers` object for each answer would cost more than the rest of a short route. */
export const commonHeaders = ({ issuer }: Pick<Config, 'issuer'>): [name: string, value: string][] => [
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
  // Nothing here is a page; if a browser shows it as one, it loads nothing and stands in no frame.
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['referrer-policy', 'no-referrer'],
  // No page of another origin may embed it. This is asked of requests without CORS alone (Fetch, cross-origin resource policy check): where CORS allows a page the keys, it gets them.
  ['cross-origin-resource-policy', 'same-origin'],
  // RFC 6797 §7.2: never over plain HTTP, which an issuer of http is. Other names below this one are not ours to speak for.
  ...(issuer.startsWith('https:') ? [['strict-transport-security', `max-age=${YEAR_SECONDS}`] as [string, string]] : []),
]
