/**
 * The composition root: it puts the parts together and knows every room.
 *
 * Each part (`keys.ts`, `accounts.ts`, `clients.ts`, `tokens.ts`) can be imported alone. Commands use the
 * same parts as the service, and load only those that they need. The room has no rules, and only
 * `handlers.ts` and this file know `http/`. To add a factory, call it in the part that has the name of its
 * noun. If a handler needs it, pass it on in `handlers.ts`.
 *
 * @module
 */

import type { PasswordHasher } from '../accounts/hashing/password-hasher.ts'
import type { UserAdministration } from '../accounts/user-administration.ts'
import type { UserStore } from '../accounts/user-store.ts'
import type { ClientAdministration } from '../clients/client-administration.ts'
import type { ClientSecrets } from '../clients/client-secret.ts'
import type { ClientStore } from '../clients/client-store.ts'
import type { Database } from '../data/database.ts'
import { ensureSchema } from '../data/migrations.ts'
import { openDatabase } from '../data/open-database.ts'
import { createServiceRecordStore } from '../data/service-state.ts'
import { createEventLog } from '../events/event-log.ts'
import { createRefusalTally } from '../events/refusal-tally.ts'
import { createApp } from '../http/app.ts'
import { createEventStreams } from '../http/operations/admin/event-streams.ts'
import type { Fetch } from '../http/server/named-response.ts'
import type { KeyAdministration } from '../keys/key-administration.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { EventCourier } from '../ops/event-courier.ts'
import type { Housekeeping } from '../ops/housekeeping.ts'
import type { Family } from '../ops/metrics/family.ts'
import { familiesOf } from '../ops/metrics/metrics.ts'
import { createStorageWatch } from '../ops/storage-watch.ts'
import type { ServiceRecordStore } from '../service-state.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import { createRefusalLimiter, noRefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { ThrottleStore } from '../throttle/throttle-store.ts'
import { composeAccounts, composeAddressLocks, composeSecretAccounts, keepLimits } from './accounts.ts'
import { composeClientAuthentication, composeClients, composeSecretClients } from './clients.ts'
import { composeEvents } from './events.ts'
import type { Ingredients } from './given.ts'
import { composeGrants } from './grants.ts'
import { handlersOf } from './handlers.ts'
import { composeHousekeeping } from './housekeeping.ts'
import { composeKeys, KEY_CANNOT_SIGN } from './keys.ts'
import { composeLogins, composeServiceHasher } from './logins.ts'
import { composeTokens } from './tokens.ts'
import { composeTraces, type Traces } from './traces.ts'

export interface Service {
  app: ReturnType<typeof createApp>
  /** Answers a request by `app`, in a trace if it is traced. */
  fetch: Fetch
  /** See `App.together`. Undefined on PostgreSQL, where requests share statements instead. */
  together: ((work: () => void) => void) | undefined
  users: UserStore
  sessions: SessionStore
  clients: ClientStore
  record: ServiceRecordStore
  hasher: PasswordHasher
  clientSecrets: ClientSecrets
  clientAdministration: ClientAdministration
  userAdministration: UserAdministration
  keys: KeyRing
  keyAdministration: KeyAdministration
  /** See `Parts.checkReadiness`. */
  checkReadiness: () => Promise<void>
  /** Everything that `/metrics` shows of this service. */
  families: readonly Family[]
  housekeeping: Housekeeping
  /** Undefined without a webhook. */
  courier: EventCourier | undefined
  /** Ends the streams of events, which would never end by themselves. */
  endStreams: () => void
  throttle: ThrottleStore
  /** Stops the courier and housekeeping, ends the threads that hash, and closes the database. */
  close(): Promise<void>
}

/** Asks the database, and may wait and ask again if it does not answer. */
export type Patience = <T>(ask: () => Promise<T>) => Promise<T>

/**
 * Opens the database, brings it up to date and composes the service. If the service cannot start, this
 * function closes the database and throws.
 *
 * @param patience Asks the database for the first time. The default does not ask again after a failure.
 */
export async function createService(ingredients: Ingredients, patience: Patience = (ask) => ask()): Promise<Service> {
  const { config, system, log, metrics } = ingredients
  const traces = composeTraces(ingredients)
  const watch = createStorageWatch({ log, system, counts: metrics.storage })
  const database = await openDatabase(config.database, { watch: { ...watch, ran: traces?.ran }, system, recorded: createEventLog(log) })
  try {
    for (const warning of await patience(database.examine)) log.warn(warning)
    await ensureSchema(database, config)
    return await compose(database, ingredients, traces)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function compose(database: Database, ingredients: Ingredients, traces: Traces | undefined): Promise<Service> {
  const { config, system, log, metrics } = ingredients
  const given = { ...ingredients, database }
  const events = composeEvents(given)
  const { store: eventStore, courier } = events
  await events.feed.settle()
  const streams = createEventStreams()
  const refusals = createRefusalTally(eventStore)
  /** Creates a limiter for one purpose, so that refusals for one purpose do not block another. */
  const newLimiter = () => (config.throttle ? createRefusalLimiter(system, metrics.heldBack) : noRefusalLimiter)
  await keepLimits(given)

  const keys = composeKeys(given, { alarm: (kid) => log.error(KEY_CANNOT_SIGN, { kid }), watched: traces?.signing })
  await keys.rotate()
  const hasher = await composeServiceHasher(ingredients, traces)
  const accountsOnly = composeAccounts(given, hasher)
  const accounts = { ...accountsOnly, ...composeSecretAccounts({ ...given, heldBack: metrics.heldBack }, accountsOnly) }
  const logins = composeLogins(given, accounts, { ...keys, refusals })
  const clientsOnly = composeClients(given)
  const clients = { ...clientsOnly, ...composeSecretClients(given, clientsOnly) }
  const authentication = composeClientAuthentication(given, clients, { newLimiter, refusals })
  const tokens = composeTokens(given, keys, clients)
  const grants = composeGrants(given, { keys, logins, clients, tokens, newLimiter, refusals, counts: metrics })

  const handlers = handlersOf(given, {
    keys,
    accounts: { ...accounts, ...logins },
    clients: { ...clients, ...authentication },
    grants,
    events,
    streams,
    addressLocks: composeAddressLocks(given),
  })
  const { issuer, cors, docs } = config
  const housekeeping = composeHousekeeping(given, { keys, clients, tokens, accounts, events: eventStore, refusals })
  const app = createApp({ handlers, accessTokens: tokens.accessTokens, issuer, cors, docs, log })
  return {
    app,
    fetch: traces?.fetch(app.fetch) ?? app.fetch,
    together: database.direct?.shareVersion,
    users: accounts.store,
    sessions: keys.sessions,
    clients: clients.store,
    record: createServiceRecordStore(database),
    hasher,
    clientSecrets: clients.secrets,
    clientAdministration: clients.administration,
    userAdministration: accounts.administration,
    keys: keys.ring,
    keyAdministration: keys.administration,
    checkReadiness: keys.checkReadiness,
    families: familiesOf(metrics, {
      ring: keys.ring,
      poolUse: database.poolUse,
      deliveries: courier?.counts,
      spans: traces?.exporter.counts,
      system,
    }),
    housekeeping,
    courier,
    endStreams: streams.endAll,
    throttle: accounts.throttleStore,
    async close() {
      const spansSent = traces?.exporter.stop()
      await courier?.stop()
      await housekeeping.stop()
      await hasher.close()
      await database.close()
      await spansSent
    },
  }
}
