import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'

/** What the scope `data:read` opens. */
export function getSecureData(): OperationHandler<typeof routes.getSecureData, Environment> {
  return async (c) => {
    const { sub, username, scope } = c.var.claims
    const body: components['schemas']['SecureData'] = { data: { sub, ...(username === undefined ? {} : { username }), scope } }
    return c.json(body, 200)
  }
}
