import type { Config } from '../config.ts'
import type { Handlers } from '../http/operation-handler.ts'
import type { EventStreams } from '../http/operations/admin/event-streams.ts'
import { readContractDocument } from '../http/operations/documents/contract.ts'
import { createDocsPage } from '../http/operations/documents/docs-page.ts'
import { createHandlers } from '../http/operations.ts'
import { createRequestCaller } from '../http/request/caller.ts'
import { createSessionRevocation, LOGGED_OUT } from '../sessions/session-revocation.ts'
import type { System } from '../system.ts'
import type { AddressLocks } from '../throttle/lock-administration.ts'
import type { Accounts, SecretAccounts } from './accounts.ts'
import type { ClientAuthenticationPart, Clients, SecretClients } from './clients.ts'
import type { Events } from './events.ts'
import type { Grants } from './grants.ts'
import type { Keys } from './keys.ts'
import type { Logins } from './logins.ts'

interface Composed {
  keys: Keys
  accounts: Accounts & SecretAccounts & Logins
  clients: Clients & SecretClients & ClientAuthenticationPart
  grants: Grants
  events: Pick<Events, 'store' | 'feed'>
  streams: EventStreams
  addressLocks: AddressLocks
}

/** Creates the handlers of all operations. No other place creates them. */
export function handlersOf(
  { config, system }: { config: Config; system: System },
  { keys, accounts, clients, grants, events, streams, addressLocks }: Composed,
): Handlers {
  const { sessions } = keys
  return createHandlers({
    issuer: config.issuer,
    system,
    caller: createRequestCaller({ trustedProxies: config.trustedProxies, system }),
    accounts: { ...accounts, registration: config.registration },
    clients,
    tokens: grants,
    keys,
    sessions: {
      store: sessions,
      policy: config.session,
      revoke: createSessionRevocation(sessions),
      logOut: createSessionRevocation(sessions, LOGGED_OUT),
    },
    events: { ...events, streams },
    throttle: { isOn: config.throttle, accounts: accounts.locks, addresses: addressLocks },
    documents: { contract: readContractDocument(), docsPage: config.docs ? createDocsPage(config) : undefined },
    checkReadiness: keys.checkReadiness,
  })
}
