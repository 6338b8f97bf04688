import type { routes } from '#generated/routes.ts'
import { isClientId } from '../../../../clients/client.ts'
import type { ClientStore } from '../../../../clients/client-store.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'

/** Deletes a client for good, with its secrets. */
export function deleteClient({
  clientStore,
  callerOf,
  system,
}: {
  clientStore: ClientStore
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.deleteClient, Environment> {
  return async (c) => {
    const { client_id: id } = c.req.valid('param')
    const deleted = isClientId(id) && (await clientStore.delete(id, actOf(c, { callerOf, system })))
    if (!deleted) throw notFound()
    return c.body(null, 204)
  }
}
