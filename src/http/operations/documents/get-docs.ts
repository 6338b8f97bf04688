import type { routes } from '#generated/routes.ts'
import type { Environment } from '../../environment.ts'
import { notFound } from '../../not-found.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { DOCS_CSP, type DocsPage } from './docs-page.ts'
import { isNamed } from './static-file.ts'

/** The page to read and try the contract; there is none where it is off. */
export function getDocs({ docsPage }: { docsPage: DocsPage | undefined }): OperationHandler<typeof routes.getDocs, Environment> {
  return async (c) => {
    if (docsPage === undefined) throw notFound()
    const file = await docsPage.page()
    const headers = { ...file.headers, 'content-security-policy': DOCS_CSP }
    return isNamed(c.req.header('if-none-match'), file) ? c.body(null, 304, headers) : c.body(file.text, 200, { ...headers, ...file.type })
  }
}
