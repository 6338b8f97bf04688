/**
 * The tables, each described once. Columns are text and integers (`bigint` on PostgreSQL); times are
 * milliseconds since the epoch. The domain type says what each property means.
 *
 * @module
 */

import { type Generated, sql } from 'kysely'
import type { User } from '../accounts/user.ts'
import type { Client } from '../clients/client.ts'
import type { StoredSecret } from '../clients/client-secret.ts'
import type { AuditEvent } from '../events/event.ts'
import type { SigningKey } from '../keys/signing-key.ts'
import type { ServiceRecord, ServiceState } from '../service-state.ts'
import type { Session } from '../sessions/session.ts'
import type { ThrottleLimits } from '../throttle/limits.ts'
import type { Counted } from '../throttle/throttle-store.ts'
import { columns, flag, optional, type RowOf, readWords, withDefault, words } from './columns.ts'
import { toDetail, toDetailText } from './event-detail.ts'

export const SERVICE_STATE = columns<ServiceState>()({ epoch: 'epoch', keysVersion: 'keys_version' })

export const SERVICE_RECORD = columns<ServiceRecord>()({ issuer: 'issuer', devAtMs: 'dev_at_ms' })

export const THROTTLE_LIMITS = columns<ThrottleLimits>()({
  failures: 'account_failures',
  addressFailures: 'address_failures',
  firstDelayMs: 'first_delay_ms',
})

/** The id of the only row of a table. It is part of the text, since it never changes. */
export const THE_ROW = sql.lit(1)

/** Raises the epoch of a user or a client, which ends all their sessions by one UPDATE of one row. */
export const epochRaised = { epoch: sql<number>`epoch + 1` }

export const USER = columns<User>()({
  id: 'id',
  username: 'username',
  usernameKey: 'username_key',
  passwordHash: 'password_hash',
  scope: 'scope',
  epoch: 'epoch',
  createdAtMs: 'created_at_ms',
  passwordChangedAtMs: 'password_changed_at_ms',
  disabledAtMs: 'disabled_at_ms',
})

/** Both null if the user has no one-time secret, or has used it. */
interface OneTimeSecretColumns {
  one_time_secret_hmac: string | null
  one_time_secret_expires_at_ms: number | null
}

/** Setting a password voids the user's one-time secret. */
export const noOneTimeSecret = { one_time_secret_hmac: null, one_time_secret_expires_at_ms: null } satisfies OneTimeSecretColumns

/** There is no foreign key to `users`: a session without its user is dead, and the sweep deletes it. */
export const SESSION = columns<Session>()({
  id: 'id',
  userId: 'user_id',
  clientId: 'client_id',
  scope: 'scope',
  counter: 'counter',
  userEpoch: 'user_epoch',
  clientEpoch: 'client_epoch',
  serviceEpoch: 'service_epoch',
  createdAtMs: 'created_at_ms',
  rotatedAtMs: 'rotated_at_ms',
  idleEndsAtMs: 'idle_ends_at_ms',
  endsAtMs: 'ends_at_ms',
  endedAtMs: 'ended_at_ms',
  endReason: 'end_reason',
  idempotencyHmac: 'idempotency_hmac',
  address: 'address',
  device: 'device',
  refreshable: flag('refreshable'),
})

export const SIGNING_KEY = columns<SigningKey>()({
  kid: 'kid',
  alg: 'alg',
  publicJwk: 'public_jwk',
  sealedPrivateJwk: 'sealed_private_jwk',
  publishedAtMs: 'published_at_ms',
  signsFromMs: 'signs_from_ms',
})

/** The database gives each entry its `id`, in the order of insertion. */
export const EVENT = columns<AuditEvent>()({
  type: 'type',
  atMs: 'at_ms',
  userId: optional('user_id'),
  clientId: optional('client_id'),
  sessionId: optional('session_id'),
  address: optional('address'),
  actor: optional('actor'),
  count: { column: 'count', read: (count: number) => count, write: (count: number | undefined): number => count ?? 1 },
  detail: { column: 'detail', read: toDetail, write: toDetailText },
})

/** The buckets that guesses are counted against. Keys are HMACs. */
export const COUNTED = columns<Counted>()({
  key: 'key',
  failures: 'failures',
  opensAtMs: 'opens_at_ms',
  knownUntilMs: 'known_until_ms',
})

/** Null means that the client may have all that its user has. */
export const scopeColumn = (scope: Client['scope']): string | null => (scope === 'of_user' ? null : scope.join(' '))

const readJwks = (text: string | null): Client['jwks'] => (text === null ? null : JSON.parse(text))
const writeJwks = (jwks: Client['jwks']): string | null => (jwks === null ? null : JSON.stringify(jwks))

/** `data/` imports no rules, so the defaults of assertions are repeated here. */
export const CLIENT = columns<Client>()({
  id: 'id',
  confidential: flag('confidential'),
  grants: words('grants'),
  scope: { column: 'scope', read: (text: string | null) => (text === null ? 'of_user' : readWords(text)), write: scopeColumn },
  audiences: words('audiences'),
  identifiers: words('identifiers'),
  authMethods: words('auth_methods'),
  jwks: { column: 'jwks', read: readJwks, write: writeJwks },
  assertionAudience: withDefault('assertion_audience', 'issuer'),
  assertionMaxSeconds: withDefault('assertion_max_seconds', 300),
  epoch: 'epoch',
  createdAtMs: 'created_at_ms',
  disabledAtMs: 'disabled_at_ms',
})

export const CLIENT_SECRET = columns<StoredSecret>()({
  id: 'id',
  hmac: 'hmac',
  createdAtMs: 'created_at_ms',
  expiresAtMs: 'expires_at_ms',
})

export type UsersTable = RowOf<typeof USER> & OneTimeSecretColumns
export type SessionsTable = RowOf<typeof SESSION>
export type SigningKeysTable = RowOf<typeof SIGNING_KEY>
export type ClientsTable = RowOf<typeof CLIENT>
export type ClientSecretsTable = RowOf<typeof CLIENT_SECRET> & { client_id: string }

/** Null if the receiver has refused nothing, and if no process delivers to it. */
export interface EventReceiversTable {
  name: string
  target: string
  transaction_id: number
  event_id: number
  refused_since_ms: number | null
  lease_holder: string | null
  lease_until_ms: number
}

export interface Tables {
  service_state: { id: number } & RowOf<typeof SERVICE_STATE> & RowOf<typeof SERVICE_RECORD>
  users: UsersTable
  sessions: SessionsTable
  signing_keys: SigningKeysTable
  /** The audit trail. */
  events: { id: Generated<number>; transaction_id: Generated<number> } & RowOf<typeof EVENT>
  event_receivers: EventReceiversTable
  /** `account` is null for the bucket of an address. `address` is null unless that bucket was shut last. */
  throttle: { account: string | null; since_ms: number; expires_at_ms: number; address: string | null } & RowOf<typeof COUNTED>
  throttle_limits: { id: number } & RowOf<typeof THROTTLE_LIMITS>
  clients: ClientsTable
  client_secrets: ClientSecretsTable
  /** Used assertions, until they expire. */
  client_assertions: { client_id: string; jti: string; expires_at_ms: number }
  /** Revoked access tokens without a session, until they expire. */
  revoked_tokens: { jti: string; expires_at_ms: number }
}
