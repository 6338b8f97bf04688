import type { routes } from '#generated/routes.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import { personOf } from '../request/bearer.ts'

/** The person behind the token, in the shape of the tutorials. */
export function getRoot(): OperationHandler<typeof routes.getRoot, Environment> {
  return async (c) => {
    const { username, userId } = personOf(c.var.claims)
    return c.json({ User: { username, id: userId } }, 200)
  }
}
