import type { routes } from '#generated/routes.ts'
import { personOf } from '../bearer-authentication.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'

/** The person behind the token, in the shape of the tutorials. */
export function getRoot(): OperationHandler<typeof routes.getRoot, Environment> {
  return async (c) => {
    const { username, userId } = personOf(c.var.caller)
    return c.json({ User: { username, id: userId } }, 200)
  }
}
