import { createRequire } from 'node:module'
import { DEMO_USERNAME } from '../../../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../../../clients/client.ts'
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
  const require = createRequire(import.meta.url)
  // The closed list: no name leads to a path.
  const assets = new Map([
    ['swagger-ui.css', staticFile(require.resolve('swagger-ui-dist/swagger-ui.css'), 'text/css')],
    ['swagger-ui-bundle.js', staticFile(require.resolve('swagger-ui-dist/swagger-ui-bundle.js'), 'text/javascript')],
    ['mintmark.css', staticFile(new URL('./docs-page/mintmark.css', import.meta.url), 'text/css')],
    ['examples.js', staticFile(new URL('./docs-page/examples.js', import.meta.url), 'text/javascript')],
    ['start.js', staticFile(new URL('./docs-page/start.js', import.meta.url), 'text/javascript')],
    ['favicon.svg', staticFile(new URL('./docs-page/favicon.svg', import.meta.url), 'image/svg+xml')],
  ])
  const page = staticFile(new URL('./docs-page/page.html', import.meta.url), 'text/html', demo ? withDemo : undefined)
  return { page, asset: (name) => assets.get(name)?.() }
}
