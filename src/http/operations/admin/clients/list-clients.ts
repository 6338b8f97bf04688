import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { ClientStore } from '../../../../clients/client-store.ts'
import type { Environment } from '../../../environment.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { clientView } from '../../wire/client-view.ts'
import { cursorOf, pageOf } from '../../wire/page.ts'

/** The registered clients, by id. */
export function listClients({ clientStore }: { clientStore: ClientStore }): OperationHandler<typeof routes.listClients, Environment> {
  return async (c) => {
    const { limit, after } = c.req.valid('query')
    const { rows, ...next } = pageOf(await clientStore.list({ afterId: cursorOf(after), limit: limit + 1 }), limit, ({ id }) => id)
    const body: components['schemas']['ClientList'] = { clients: rows.map(clientView), ...next }
    return c.json(body, 200)
  }
}
