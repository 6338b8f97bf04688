import type { routes } from '#generated/routes.ts'
import type { KeyAdministration } from '../../../../keys/key-administration.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'

/** Removes a key at once, and every token that it signed with it, be it the one of this request. */
export function revokeKey({
  keyAdministration,
  callerOf,
  system,
}: {
  keyAdministration: KeyAdministration
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.revokeKey, Environment> {
  return async (c) => {
    const revoked = await keyAdministration.revoke(c.req.valid('param').kid, actOf(c, { callerOf, system }))
    if (revoked.kind === 'no_such_key') throw notFound()
    return c.body(null, 204)
  }
}
