import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { crc32 } from 'node:zlib'
import { DEMO_USERNAME } from '../../../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../../../clients/client.ts'
import type { Operation } from '../../operation-handler.ts'
import { notFound } from '../../refusals.ts'
import { parseEntityTags } from '../../request/field-value.ts'
import { PUBLIC_CACHE } from '../../server/named-response.ts'

/** A file of the docs page, as it is served. */
interface StaticFile {
  text: string
  type: { 'content-type': string }
  /** Sent also without the file, to a client that has it already (RFC 9110 §15.4.5). */
  headers: { 'cache-control': string; etag: string }
}

/** The page at `/docs`, and the files that it is made of. */
export interface DocsPage {
  page(): Promise<StaticFile>
  /** Returns undefined if the page has no file of that name. */
  asset(name: string): Promise<StaticFile> | undefined
}

/** Lets the page load only what this service serves. Scripts and styles inside the page do not run. */
const DOCS_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // The icons in the style sheet are `data:` URLs.
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Gives the page of `dev` the names of the demo user and the demo client, but not their secrets. */
const withDemo = (page: string) => page.replace('<html ', `<html data-demo-user="${DEMO_USERNAME}" data-demo-client="${DEMO_CLIENT_ID}" `)

/**
 * Creates the docs page, which is Swagger UI in a page of this project. Each file is read when it is first
 * needed.
 */
export function createDocsPage({ demo }: { demo: boolean }): DocsPage {
  const require = createRequire(import.meta.url)
  // A closed list: a name in a request never becomes a path.
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

interface DocsParts {
  documents: { docsPage: DocsPage | undefined }
}

/**
 * Serves the page on which people read and try the contract.
 *
 * @throws {Refusal} not_found if the page is switched off.
 */
export function getDocs({ documents: { docsPage } }: DocsParts): Operation<'getDocs'> {
  return async (c) => {
    if (docsPage === undefined) throw notFound()
    const file = await docsPage.page()
    const headers = { ...file.headers, 'content-security-policy': DOCS_CSP }
    return isNamed(c.req.header('if-none-match'), file) ? c.body(null, 304, headers) : c.body(file.text, 200, { ...headers, ...file.type })
  }
}

/** Serves a file of the docs page, by its name in a closed list. */
export function getDocsAsset({ documents: { docsPage } }: DocsParts): Operation<'getDocsAsset'> {
  return async (c) => {
    const file = await docsPage?.asset(c.req.valid('param').asset)
    if (file === undefined) throw notFound()
    const { headers, text, type } = file
    return isNamed(c.req.header('if-none-match'), file) ? c.body(null, 304, headers) : c.body(text, 200, { ...headers, ...type })
  }
}

/**
 * Creates a function that reads a file when it is first called, and keeps its text.
 *
 * @param edit Changes the text before it is served.
 */
function staticFile(path: URL | string, mediaType: string, edit = (text: string) => text): () => Promise<StaticFile> {
  let reading: Promise<StaticFile> | undefined
  const read = async (): Promise<StaticFile> => {
    const text = edit(await readFile(path, 'utf8'))
    // The tag only tells versions of a file apart. It protects nothing.
    const etag = `"${crc32(text).toString(16)}-${text.length.toString(16)}"`
    return { text, type: { 'content-type': `${mediaType}; charset=utf-8` }, headers: { ...PUBLIC_CACHE, etag } }
  }
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined
      throw error
    })
    return reading
  }
}

/** Whether `If-None-Match` names the current version of the file (RFC 9110 §13.1.2). */
function isNamed(ifNoneMatch: string | undefined, { headers: { etag } }: StaticFile): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.trim() === '*' || parseEntityTags(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag)
}
