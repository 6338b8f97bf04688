import type { routes } from '#generated/routes.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'

/** Throws `unavailable`, with the reason, where the service cannot do its work. */
export type ReadinessCheck = () => Promise<void>

/** Ready: the database answers, its schema is one that this release knows, and there is a key to sign with. */
export function getReadyz({ checkReadiness }: { checkReadiness: ReadinessCheck }): OperationHandler<typeof routes.getReadyz, Environment> {
  return async (c) => {
    await checkReadiness()
    return c.json({ status: 'ok' }, 200)
  }
}
