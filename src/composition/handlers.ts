import type { Config } from '../config.ts'
import type { EventStore } from '../events/event-store.ts'
import type { Handlers } from '../http/app.ts'
import { readContractDocument } from '../http/operations/documents/contract-document.ts'
import { createDocsPage } from '../http/operations/documents/docs-page.ts'
import { createHandlers } from '../http/operations.ts'
import { createCaller } from '../http/request/caller.ts'
import { createClientAddress } from '../http/request/client-address.ts'
import { createSessionRevocation, LOGGED_OUT } from '../sessions/session-revocation.ts'
import type { System } from '../system.ts'
import type { Accounts, SecretAccounts } from './accounts.ts'
import type { ClientAuthenticationPart, Clients, SecretClients } from './clients.ts'
import type { Grants } from './grants.ts'
import type { Keys } from './keys.ts'
import type { Logins } from './logins.ts'

interface Composed {
  keys: Keys
  accounts: Accounts & SecretAccounts & Logins
  clients: Clients & SecretClients & ClientAuthenticationPart
  grants: Grants
  events: EventStore
}

/** Creates the handlers of all operations. No other place creates them. */
export function handlersOf(
  { config, system }: { config: Config; system: System },
  { keys, accounts, clients, grants, events }: Composed,
): Handlers {
  const { sessions } = keys
  return createHandlers({
    ...grants,
    issuer: config.issuer,
    system,
    events,
    users: accounts.store,
    userAdministration: accounts.administration,
    registration: config.registration,
    register: accounts.register,
    inviteUser: accounts.invite,
    issueOneTimeSecret: accounts.issueOneTimeSecret,
    passwordChange: accounts.changePassword,
    passwordReset: accounts.resetPassword,
    clients: clients.directory,
    clientStore: clients.store,
    clientAdministration: clients.administration,
    authenticateClient: clients.authenticate,
    authenticateConfidentialClient: clients.authenticateConfidential,
    keys: keys.ring,
    keyAdministration: keys.administration,
    sessions,
    session: config.session,
    sessionRevocation: createSessionRevocation(sessions),
    sessionLogOut: createSessionRevocation(sessions, LOGGED_OUT),
    callerOf: createCaller(createClientAddress(config.trustedProxies)),
    checkReadiness: keys.checkReadiness,
    contract: readContractDocument(),
    docsPage: config.docs ? createDocsPage(config) : undefined,
  })
}
