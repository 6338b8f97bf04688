import { type Client, DEFAULT_CLIENT_ID, defaultClient, isClientId } from './client.ts'
import type { ClientRecord, ClientStore } from './client-store.ts'

export interface ClientDirectory {
  /** Undefined where it is switched off. */
  readonly default: Client | undefined
  /** Undefined where there is no such client, or it is disabled. */
  find(id: string): Promise<ClientRecord | undefined>
}

/** The built-in client, and those of the store. */
export function createClientDirectory({
  store,
  defaultClientOn,
  audience,
}: {
  store: ClientStore
  defaultClientOn: boolean
  audience: readonly string[]
}): ClientDirectory {
  const builtIn = defaultClientOn ? defaultClient(audience) : undefined
  return {
    default: builtIn,
    async find(id) {
      if (id === DEFAULT_CLIENT_ID) return builtIn && { ...builtIn, secrets: [] }
      // What can be no id is not for the database, which does not take every text.
      const client = isClientId(id) ? await store.find(id) : undefined
      return client?.disabledAtMs === null ? client : undefined
    },
  }
}
