import type { MiddlewareHandler } from 'hono'
import { accepts } from 'hono/accepts'
import type { Environment } from './environment.ts'

/** Sends whoever rather reads a page, and brings no credentials, to the page (RFC 9110 §12.5.1, §15.4.4). HTML counts only where it is named: whoever takes anything is no browser. */
export const pageForBrowsers =
  (page: string): MiddlewareHandler<Environment> =>
  async (c, next) => {
    if (c.req.header('authorization') !== undefined) return next()
    const wanted = accepts(c, { header: 'Accept', supports: ['application/json', 'text/html'], default: 'application/json' })
    return wanted === 'text/html' ? c.redirect(page, 303) : next()
  }
