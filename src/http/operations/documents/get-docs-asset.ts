import type { routes } from '#generated/routes.ts'
import type { Environment } from '../../environment.ts'
import { notFound } from '../../not-found.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { DocsPage } from './docs-page.ts'
import { isNamed } from './static-file.ts'

/** A file of the docs page, by its name in a closed list. */
export function getDocsAsset({ docsPage }: { docsPage: DocsPage | undefined }): OperationHandler<typeof routes.getDocsAsset, Environment> {
  return async (c) => {
    const file = await docsPage?.asset(c.req.valid('param').asset)
    if (file === undefined) throw notFound()
    const { headers, text, type } = file
    return isNamed(c.req.header('if-none-match'), file) ? c.body(null, 304, headers) : c.body(text, 200, { ...headers, ...type })
  }
}
