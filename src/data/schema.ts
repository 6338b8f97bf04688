/**
 * The tables, as SQL names them. Columns are text, integers and bytes only (`bigint` on PostgreSQL); times are milliseconds since the epoch.
 *
 * @module
 */

import type { Generated } from 'kysely'

/** One row, whose `id` is 1. */
export interface ServiceStateTable {
  id: number
  epoch: number
  /** Moves with every change of `signing_keys`. */
  keys_version: number
  issuer: string | null
  dev_at_ms: number | null
}

export interface UsersTable {
  id: string
  username: string
  username_key: string
  password_hash: string
  scope: string
  epoch: number
  created_at_ms: number
  password_changed_at_ms: number
  disabled_at_ms: number | null
  /** Null, like its end, where there is none, or it was used. */
  one_time_secret_hmac: string | null
  one_time_secret_expires_at_ms: number | null
}

/** No foreign key to `users`: a session whose user has no row is dead, and the sweep removes it. */
export interface SessionsTable {
  id: string
  user_id: string
  client_id: string
  scope: string
  counter: number
  user_epoch: number
  client_epoch: number
  service_epoch: number
  created_at_ms: number
  rotated_at_ms: number
  idle_ends_at_ms: number
  ends_at_ms: number
  ended_at_ms: number | null
  end_reason: string | null
  /** Of the refresh that made `counter`; null where that came without a key. */
  idempotency_hmac: string | null
  address: string | null
  device: string | null
  /** 0 or 1. */
  refreshable: number
}

export interface SigningKeysTable {
  kid: string
  alg: string
  public_jwk: string
  sealed_private_jwk: string
  published_at_ms: number
  signs_from_ms: number | null
}

/** The audit trail. */
export interface EventsTable {
  /** Given by the database, in the order of insertion. */
  id: Generated<number>
  type: string
  at_ms: number
  user_id: string | null
  client_id: string | null
  session_id: string | null
  address: string | null
  actor: string | null
  count: number
  /** JSON; null where there is no more to say. */
  detail: string | null
}

/** What guesses are counted against. Keys are HMACs. */
export interface ThrottleTable {
  key: string
  /** Null for the bucket of an address. */
  account: string | null
  failures: number
  since_ms: number
  opens_at_ms: number
  known_until_ms: number | null
  expires_at_ms: number
}

/** Lists are written with single spaces between. */
export interface ClientsTable {
  id: string
  /** 0 or 1. */
  confidential: number
  grants: string
  /** Null: whatever the user has. */
  scope: string | null
  audiences: string
  identifiers: string
  auth_methods: string
  jwks: string | null
  /** Null: the issuer. */
  assertion_audience: string | null
  /** Null: the default. */
  assertion_max_seconds: number | null
  epoch: number
  created_at_ms: number
  disabled_at_ms: number | null
}

export interface ClientSecretsTable {
  id: string
  client_id: string
  hmac: string
  created_at_ms: number
  expires_at_ms: number | null
}

/** Assertions that were used, until they expire. */
export interface ClientAssertionsTable {
  client_id: string
  jti: string
  expires_at_ms: number
}

/** Access tokens without a session that were revoked, until they expire. */
export interface RevokedTokensTable {
  jti: string
  expires_at_ms: number
}

export interface Tables {
  service_state: ServiceStateTable
  users: UsersTable
  sessions: SessionsTable
  signing_keys: SigningKeysTable
  events: EventsTable
  throttle: ThrottleTable
  clients: ClientsTable
  client_secrets: ClientSecretsTable
  client_assertions: ClientAssertionsTable
  revoked_tokens: RevokedTokensTable
}
