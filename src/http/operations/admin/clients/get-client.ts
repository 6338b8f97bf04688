import type { routes } from '#generated/routes.ts'
import { isClientId } from '../../../../clients/client.ts'
import type { ClientAdministration } from '../../../../clients/client-administration.ts'
import type { ClientStore } from '../../../../clients/client-store.ts'
import type { Environment } from '../../../environment.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { clientRecordView } from '../../wire/client-view.ts'

/** A client, with the times of its secrets. */
export function getClient({
  clientStore,
  clientAdministration,
}: {
  clientStore: ClientStore
  clientAdministration: ClientAdministration
}): OperationHandler<typeof routes.getClient, Environment> {
  return async (c) => {
    const { client_id: id } = c.req.valid('param')
    const client = isClientId(id) ? await clientStore.find(id) : undefined
    if (client === undefined) throw notFound()
    return c.json(clientRecordView(client, clientAdministration), 200)
  }
}
