import { builtInClient, type Client, DEFAULT_CLIENT_ID, isClientId } from './client.ts'
import type { ClientRecord, ClientStore } from './client-store.ts'

export interface ClientDirectory {
  /** The built-in client. Undefined if it is switched off. */
  readonly default: Client | undefined
  /** Returns undefined if the client does not exist or is disabled. */
  find(id: string): Promise<ClientRecord | undefined>
}

/** Finds the clients that may ask for tokens: the built-in one, and the enabled ones of the store. */
export function createClientDirectory({
  store,
  defaultClientOn,
  audience,
}: {
  store: ClientStore
  defaultClientOn: boolean
  audience: readonly string[]
}): ClientDirectory {
  const builtIn = defaultClientOn ? { ...builtInClient(audience), secrets: [] } : undefined
  return {
    default: builtIn,
    async find(id) {
      if (id === DEFAULT_CLIENT_ID) return builtIn
      // Skip the lookup for text that cannot be an id. PostgreSQL rejects some strings, such as those with a
      // NUL.
      if (!isClientId(id)) return undefined
      const client = await store.find(id)
      return client?.disabledAtMs === null ? client : undefined
    },
  }
}
