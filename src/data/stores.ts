import { createClientStore } from './clients.ts'
import type { Database } from './database.ts'
import { createEventStore } from './events.ts'
import { createOneTimeSecretStore } from './one-time-secrets.ts'
import { createRevokedTokenStore } from './revoked-tokens.ts'
import { createServiceRecordStore, createServiceStateStore } from './service-state.ts'
import { createSessionEvictionStore } from './session-eviction.ts'
import { createSessionStore } from './sessions.ts'
import { createKeyStore } from './signing-keys.ts'
import { createUserStore } from './users.ts'

export type Stores = ReturnType<typeof createStores>

/** Creates the stores of the rooms over one database. */
export const createStores = (database: Database) => ({
  clients: createClientStore(database),
  events: createEventStore(database),
  evictions: createSessionEvictionStore(database),
  keys: createKeyStore(database),
  oneTimeSecrets: createOneTimeSecretStore(database),
  record: createServiceRecordStore(database),
  revokedTokens: createRevokedTokenStore(database),
  sessions: createSessionStore(database),
  state: createServiceStateStore(database),
  users: createUserStore(database),
})
