import type { routes } from '#generated/routes.ts'
import type { KeyAdministration } from '../../../keys/key-administration.ts'
import type { System } from '../../../system.ts'
import { actOf } from '../../act-of.ts'
import type { Environment } from '../../environment.ts'
import { notFound } from '../../not-found.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { OriginOf } from '../../origin.ts'

/** Removes a key at once, and every token that it signed with it, be it the one of this request. */
export function revokeKey({
  keyAdministration,
  originOf,
  system,
}: {
  keyAdministration: KeyAdministration
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.revokeKey, Environment> {
  return async (c) => {
    const revoked = await keyAdministration.revoke(c.req.valid('param').kid, actOf(c, { originOf, system }))
    if (revoked === undefined) throw notFound()
    return c.body(null, 204)
  }
}
