import type { Check } from '../check.ts'
import { preferredType } from './accept.ts'

/**
 * Redirects browsers to a page (RFC 9110 §15.4.4). A request without an `Authorization` header that prefers
 * HTML to JSON counts as a browser's.
 */
export const pageForBrowsers =
  (page: string): Check =>
  (c) => {
    if (c.req.header('authorization') !== undefined) return undefined
    const preferred = preferredType(c.req.header('accept') ?? '', ['application/json', 'text/html'])
    return preferred === 'text/html' ? c.redirect(page, 303) : undefined
  }
