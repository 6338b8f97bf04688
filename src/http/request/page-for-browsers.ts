import type { Check } from '../check.ts'
import { qualityOf } from './accept.ts'
import { type MediaType, parseMediaRanges } from './field-value.ts'

const HTML = 'text/html'
const JSON_TYPE = 'application/json'

/**
 * Redirects browsers to a page (RFC 9110 §15.4.4). A request counts as a browser's if it has no
 * `Authorization` header and prefers HTML to JSON.
 */
export const pageForBrowsers =
  (page: string): Check =>
  (c) => {
    if (c.req.header('authorization') !== undefined) return undefined
    return prefersHtml(c.req.header('accept') ?? '') ? c.redirect(page, 303) : undefined
  }

/**
 * Whether an `Accept` prefers HTML to JSON: by quality, then by how exact the range is, then by the order
 * (RFC 9110 §12.5.1). HTML must be named: a client that takes everything is not a browser.
 */
export function prefersHtml(accept: string): boolean {
  const ranges = parseMediaRanges(accept)
  const named = ranges.map(({ type }) => type).filter((type) => !type.endsWith('/*'))
  const sorted = ranges
    .filter((range) => qualityOf(range) > 0)
    .sort((a, b) => qualityOf(b) - qualityOf(a) || specificityOf(b) - specificityOf(a))
  const best = sorted.map(({ type }) => [HTML, JSON_TYPE].find((one) => fits(one, type, named))).find((one) => one !== undefined)
  return best === HTML
}

/** Whether a range matches a type. `text/*` does not match a type that the list names itself. */
const fits = (type: string, range: string, named: string[]): boolean =>
  range === type || (range === `${type.split('/')[0]}/*` && !named.includes(type))

const specificityOf = ({ type }: MediaType): number => (type.endsWith('/*') ? 0 : 1)
