import type { OneTimeSecretIssue } from '../accounts/one-time-secret.ts'
import type { PasswordChange } from '../accounts/password-change.ts'
import type { PasswordReset } from '../accounts/password-reset.ts'
import type { Registration, UserInvitation } from '../accounts/registration.ts'
import type { UserAdministration } from '../accounts/user-administration.ts'
import type { UserStore } from '../accounts/user-store.ts'
import type { ClientAdministration } from '../clients/client-administration.ts'
import type { ClientAuthentication } from '../clients/client-authentication.ts'
import type { ClientDirectory } from '../clients/client-directory.ts'
import type { ClientStore } from '../clients/client-store.ts'
import type { Config } from '../config.ts'
import type { EventFeed } from '../events/event-feed.ts'
import type { EventStore } from '../events/event-store.ts'
import type { KeyAdministration } from '../keys/key-administration.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { ClientCredentialsGrant } from '../oauth/client-credentials-grant.ts'
import type { Introspection } from '../oauth/introspection.ts'
import type { PasswordGrant } from '../oauth/password-grant.ts'
import type { Refresh } from '../oauth/refresh.ts'
import type { Revocation } from '../oauth/revocation.ts'
import type { SessionPolicy } from '../sessions/session-policy.ts'
import type { SessionRevocation } from '../sessions/session-revocation.ts'
import type { SessionStore } from '../sessions/session-store.ts'
import type { System } from '../system.ts'
import type { AccountLocks, AddressLocks } from '../throttle/lock-administration.ts'
import type { EventStreams } from './operations/admin/event-streams.ts'
import type { ContractDocument } from './operations/documents/contract.ts'
import type { DocsPage } from './operations/documents/docs-page.ts'
import type { RequestCaller } from './request/caller.ts'

/**
 * What the handlers work with, in groups. A handler takes the groups that it needs; the composition root
 * builds them all.
 */
export interface Parts {
  issuer: string
  system: System
  caller: RequestCaller
  accounts: AccountParts
  clients: ClientParts
  tokens: TokenParts
  keys: KeyParts
  sessions: SessionParts
  events: EventParts
  throttle: ThrottleParts
  documents: DocumentParts
  /**
   * Resolves if the service can do its work.
   *
   * @throws {Refusal} unavailable, with the reason, if it cannot.
   */
  checkReadiness: () => Promise<void>
}

interface AccountParts {
  store: UserStore
  administration: UserAdministration
  /** Whether people may make their own accounts. */
  registration: Config['registration']
  register: Registration
  invite: UserInvitation
  issueOneTimeSecret: OneTimeSecretIssue
  changePassword: PasswordChange
  resetPassword: PasswordReset
}

interface ClientParts {
  /** The clients that may ask for tokens, including the built-in one. */
  directory: ClientDirectory
  /** The registered clients, including disabled ones. */
  store: ClientStore
  administration: ClientAdministration
  authenticate: ClientAuthentication
  /** Refuses public clients. */
  authenticateConfidential: ClientAuthentication
}

interface TokenParts {
  passwordGrant: PasswordGrant
  clientCredentialsGrant: ClientCredentialsGrant
  refresh: Refresh
  introspection: Introspection
  revocation: Revocation
}

interface KeyParts {
  ring: Pick<KeyRing, 'catchUp' | 'publicJwks'>
  administration: KeyAdministration
}

interface SessionParts {
  store: SessionStore
  policy: SessionPolicy
  revoke: SessionRevocation
  logOut: SessionRevocation
}

interface EventParts {
  store: EventStore
  feed: EventFeed
  streams: EventStreams
}

interface ThrottleParts {
  /** If it is off, nothing is locked. */
  isOn: boolean
  accounts: AccountLocks
  addresses: AddressLocks
}

interface DocumentParts {
  contract: ContractDocument
  /** Undefined if the page is off. */
  docsPage: DocsPage | undefined
}
