import type { routes } from '#generated/routes.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'

/** What any good access token opens. */
export function getProtected(): OperationHandler<typeof routes.getProtected, Environment> {
  return async (c) => c.json({ message: 'Protected route' }, 200)
}
