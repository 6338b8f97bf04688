/**
 * The composition root: with `wiring.ts` the one place that knows every room.
 *
 * @module
 */

import type { UserAdministration } from './accounts/user-administration.ts'
import type { UserStore } from './accounts/user-store.ts'
import type { ClientAdministration } from './clients/client-administration.ts'
import type { ClientStore } from './clients/client-store.ts'
import { type Database, openDatabase } from './data/database.ts'
import { ensureSchema } from './data/migrations.ts'
import { createStores } from './data/stores.ts'
import { createApp } from './http/app.ts'
import { readContractDocument } from './http/operations/documents/contract.ts'
import { createDocsPage } from './http/operations/documents/docs-page.ts'
import { createHandlers } from './http/operations.ts'
import type { Parts } from './http/parts.ts'
import { createRequestCaller } from './http/request/caller.ts'
import type { KeyAdministration } from './keys/key-administration.ts'
import type { KeyRing } from './keys/key-ring.ts'
import { createHousekeeping, type Housekeeping } from './ops/housekeeping.ts'
import { createReadinessCheck } from './ops/readiness.ts'
import { createStorageWatch } from './ops/storage-watch.ts'
import type { ServiceRecordStore } from './sessions/service-record.ts'
import { createSessionRevocation, LOGGED_OUT } from './sessions/session-revocation.ts'
import type { SessionStore } from './sessions/session-store.ts'
import type { ThrottleStore } from './throttle/throttle-store.ts'
import { type Ingredients, wireAccounts, wireClients, wireKeys, wireTokens } from './wiring.ts'

export interface Service {
  app: ReturnType<typeof createApp>
  users: UserStore
  sessions: SessionStore
  clients: ClientStore
  record: ServiceRecordStore
  clientAdministration: ClientAdministration
  userAdministration: UserAdministration
  keys: KeyRing
  keyAdministration: KeyAdministration
  housekeeping: Housekeeping
  throttle: ThrottleStore
  /** Waits for what is under way, and closes the database. */
  close(): Promise<void>
}

/** Asks the database; may ask again, and wait in between. */
export type Patience = <T>(ask: () => Promise<T>) => Promise<T>

/**
 * Opens the database, brings it up to date and wires the service. Throws, with the database closed, where the
 * service cannot start.
 *
 * @param patience With what the database says first. By default it fails with the first answer.
 */
export async function createService(ingredients: Ingredients, patience: Patience = (ask) => ask()): Promise<Service> {
  const { config, system, log } = ingredients
  const database = await openDatabase(config.database, { watch: createStorageWatch(ingredients), system })
  try {
    for (const warning of await patience(database.examine)) log.warn(warning)
    await ensureSchema(database, config)
    return await wire(database, ingredients)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function wire(database: Database, ingredients: Ingredients): Promise<Service> {
  const { config, system, log } = ingredients
  const { issuer } = config
  const stores = createStores(database)
  const { users, events, record, revokedTokens } = stores
  const given = { ...ingredients, database, stores }

  const keys = wireKeys(given)
  const { keyRing, keyAdministration, sessions, epochs, rotateKeys } = keys
  await rotateKeys()
  const accounts = wireAccounts(given, keys)
  const clients = wireClients(given, accounts)
  const tokens = wireTokens(given, keys, accounts, clients)

  const parts: Parts = {
    issuer,
    system,
    caller: createRequestCaller({ trustedProxies: config.trustedProxies, system }),
    accounts: {
      store: users,
      administration: accounts.userAdministration,
      registration: config.registration,
      register: accounts.register,
      invite: accounts.inviteUser,
      issueOneTimeSecret: accounts.issueOneTimeSecret,
      changePassword: accounts.passwordChange,
      resetPassword: accounts.passwordReset,
    },
    clients: {
      directory: clients.clients,
      store: stores.clients,
      administration: clients.clientAdministration,
      authenticate: clients.authenticateClient,
      authenticateConfidential: clients.authenticateConfidentialClient,
    },
    tokens,
    keys: { ring: keyRing, administration: keyAdministration },
    sessions: {
      store: sessions,
      policy: config.session,
      revoke: createSessionRevocation(sessions),
      logOut: createSessionRevocation(sessions, LOGGED_OUT),
    },
    events,
    documents: { contract: readContractDocument(), docsPage: config.docs ? createDocsPage(config) : undefined },
    checkReadiness: createReadinessCheck({ epochs, state: stores.state, keys: keyRing }),
  }
  const { userAdministration, refusals, throttleStore: throttle } = accounts
  const housekeeping = createHousekeeping({
    sessions,
    evictions: stores.evictions,
    clients: stores.clients,
    revokedTokens,
    events,
    throttle,
    refusals,
    rotateKeys,
    log,
    system,
  })
  return {
    app: createApp({
      handlers: createHandlers(parts),
      accessTokens: tokens.accessTokens,
      issuer,
      cors: config.cors,
      docs: config.docs,
      log,
    }),
    users,
    sessions,
    clients: stores.clients,
    clientAdministration: clients.clientAdministration,
    record,
    userAdministration,
    keys: keyRing,
    keyAdministration,
    housekeeping,
    throttle,
    async close() {
      await housekeeping.stop()
      await database.close()
    },
  }
}
