import type { Operation } from '../operation-handler.ts'
import type { Parts } from '../parts.ts'

/** Alive: the process answers. */
export function getLivez(): Operation<'getLivez'> {
  return async (c) => c.json({ status: 'ok' }, 200)
}

/** Ready: the database answers, this release knows its schema, and there is a key to sign with. */
export function getReadyz({ checkReadiness }: Parts): Operation<'getReadyz'> {
  return async (c) => {
    await checkReadiness()
    return c.json({ status: 'ok' }, 200)
  }
}
