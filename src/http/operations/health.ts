import type { Operation } from '../operation-handler.ts'
import type { Parts } from '../parts.ts'

/** Says that the process is alive. */
export function getLivez(): Operation<'getLivez'> {
  return async (c) => c.json({ status: 'ok' }, 200)
}

/**
 * Says that the service is ready: the database answers, this release knows its schema, and a key can sign.
 */
export function getReadyz({ checkReadiness }: Parts): Operation<'getReadyz'> {
  return async (c) => {
    await checkReadiness()
    return c.json({ status: 'ok' }, 200)
  }
}
