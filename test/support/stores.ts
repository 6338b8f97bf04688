import { createClientStore } from '../../src/data/clients.ts'
import type { Database } from '../../src/data/database.ts'
import { createEventFeed } from '../../src/data/event-feed.ts'
import { createEventReceiverStore } from '../../src/data/event-receivers.ts'
import { createEventStore } from '../../src/data/events.ts'
import { createOneTimeSecretStore } from '../../src/data/one-time-secrets.ts'
import { createRevokedTokenStore } from '../../src/data/revoked-tokens.ts'
import { createServiceRecordStore, createServiceStateStore } from '../../src/data/service-state.ts'
import { createSessionEvictionStore } from '../../src/data/session-eviction.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createKeyStore } from '../../src/data/signing-keys.ts'
import { createUserStore } from '../../src/data/users.ts'

/** Creates every store over one database. The service creates each one in its part of the composition. */
export const createStores = (database: Database) => ({
  clients: createClientStore(database),
  events: createEventStore(database),
  feed: createEventFeed(database),
  evictions: createSessionEvictionStore(database),
  keys: createKeyStore(database),
  oneTimeSecrets: createOneTimeSecretStore(database),
  receivers: createEventReceiverStore(database),
  record: createServiceRecordStore(database),
  revokedTokens: createRevokedTokenStore(database),
  sessions: createSessionStore(database),
  state: createServiceStateStore(database),
  users: createUserStore(database),
})
