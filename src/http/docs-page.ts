import { createRequire } from 'node:module'
import { DEMO_USERNAME } from '../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../clients/client.ts'
import { type StaticFile, staticFile } from './static-file.ts'

/** The page at `/docs`, and the files that it is made of. */
export interface DocsPage {
  page(): Promise<StaticFile>
  /** Undefined where the page has no file of that name. */
  asset(name: string): Promise<StaticFile> | undefined
}

/** The page loads what this service serves and nothing else, and runs and styles nothing that stands in the page itself. */
export const DOCS_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // The little pictures of the style sheet are data.
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page of `dev` knows the names of the demo user and the demo client; not their secrets. */
const withDemo = (page: string) => page.replace('<html ', `<html data-demo-user="${DEMO_USERNAME}" data-demo-client="${DEMO_CLIENT_ID}" `)

/** Swagger UI under our own page. Nothing is read until it is asked for. */
export function createDocsPage({ demo }: { demo: boolean }): DocsPage {
  const own = (name: string) => new URL(`./docs-page/${name}`, import.meta.url)
  const { resolve } = createRequire(import.meta.url)
  // The closed list: no name leads to a path.
  const assets = new Map([
    ['swagger-ui.css', staticFile(resolve('swagger-ui-dist/swagger-ui.css'), 'text/css')],
    ['swagger-ui-bundle.js', staticFile(resolve('swagger-ui-dist/swagger-ui-bundle.js'), 'text/javascript')],
    ['mintmark.css', staticFile(own('mintmark.css'), 'text/css')],
    ['examples.js', staticFile(own('examples.js'), 'text/javascript')],
    ['start.js', staticFile(own('start.js'), 'text/javascript')],
    ['favicon.svg', staticFile(own('favicon.svg'), 'image/svg+xml')],
  ])
  return { page: staticFile(own('page.html'), 'text/html', demo ? withDemo : undefined), asset: (name) => assets.get(name)?.() }
}
