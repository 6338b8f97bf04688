import type { Check } from '../check.ts'
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

/**
 * Returns the weight of a range (RFC 9110 §12.4.2). One that is not a number from 0 to 1 counts as 1, its
 * default.
 */
function qualityOf({ parameters }: MediaType): number {
  const weight = parameters.find(([name]) => name === 'q')?.[1]
  return weight !== undefined && /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 1
}
