import type { routes } from '#generated/routes.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'

/** Alive: the process answers. */
export function getLivez(): OperationHandler<typeof routes.getLivez, Environment> {
  return async (c) => c.json({ status: 'ok' }, 200)
}
