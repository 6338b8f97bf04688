import { createSessionEvictionStore } from '../data/session-eviction.ts'
import type { EventStore } from '../events/event-store.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import { createHousekeeping, type Housekeeping } from '../ops/housekeeping.ts'
import { createSessionEviction } from '../sessions/session-eviction.ts'
import type { SecretAccounts } from './accounts.ts'
import type { Clients } from './clients.ts'
import type { Given, Ingredients } from './given.ts'
import type { Keys } from './keys.ts'
import type { Tokens } from './tokens.ts'

interface Kept {
  keys: Pick<Keys, 'sessions' | 'rotate'>
  clients: Pick<Clients, 'store'>
  tokens: Pick<Tokens, 'revokedTokens'>
  accounts: Pick<SecretAccounts, 'throttleStore'>
  events: EventStore
  refusals: RefusalTally
}

/** Composes what deletes old rows and rotates the keys while the service runs. */
export const composeHousekeeping = (
  { database, metrics, log, system }: Given & Ingredients,
  { keys, clients, tokens, accounts, events, refusals }: Kept,
): Housekeeping =>
  createHousekeeping({
    sessions: keys.sessions,
    evictSessions: createSessionEviction(createSessionEvictionStore(database), metrics.sessions.counted),
    clients: clients.store,
    revokedTokens: tokens.revokedTokens,
    events,
    throttle: accounts.throttleStore,
    refusals,
    rotateKeys: keys.rotate,
    log,
    system,
  })
