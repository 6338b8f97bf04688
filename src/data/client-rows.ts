import type { AssertionAudience } from '../clients/assertion-claims.ts'
import type { AuthMethod, Client, GrantType } from '../clients/client.ts'
import type { StoredSecret } from '../clients/client-secret.ts'
import type { ClientChange } from '../clients/client-store.ts'
import { epochRaised } from './epoch.ts'
import type { ClientSecretsTable, ClientsTable } from './schema.ts'

export const CLIENT_COLUMNS = [
  'id',
  'confidential',
  'grants',
  'scope',
  'audiences',
  'identifiers',
  'auth_methods',
  'jwks',
  'assertion_audience',
  'assertion_max_seconds',
  'epoch',
  'created_at_ms',
  'disabled_at_ms',
] as const satisfies (keyof ClientsTable)[]

export const SECRET_COLUMNS = ['id', 'hmac', 'created_at_ms', 'expires_at_ms'] as const satisfies (keyof ClientSecretsTable)[]

/** Lists are written with single spaces between; none of their members has one. */
const listed = (text: string): string[] => (text === '' ? [] : text.split(' '))

export const toClient = (row: ClientsTable): Client => ({
  id: row.id,
  confidential: row.confidential === 1,
  grants: listed(row.grants) as GrantType[],
  scope: row.scope === null ? 'of_user' : listed(row.scope),
  audiences: listed(row.audiences),
  identifiers: listed(row.identifiers),
  authMethods: listed(row.auth_methods) as AuthMethod[],
  jwks: row.jwks === null ? null : JSON.parse(row.jwks),
  assertionAudience: row.assertion_audience === null ? DEFAULT_AUDIENCE : (row.assertion_audience as AssertionAudience),
  assertionMaxSeconds: row.assertion_max_seconds ?? DEFAULT_MAX_SECONDS,
  epoch: row.epoch,
  createdAtMs: row.created_at_ms,
  disabledAtMs: row.disabled_at_ms,
})

export const toClientRow = (client: Client): ClientsTable => ({
  id: client.id,
  confidential: client.confidential ? 1 : 0,
  grants: client.grants.join(' '),
  scope: scopeColumn(client.scope),
  audiences: client.audiences.join(' '),
  identifiers: client.identifiers.join(' '),
  auth_methods: client.authMethods.join(' '),
  jwks: jwksColumn(client.jwks),
  assertion_audience: audienceColumn(client.assertionAudience),
  assertion_max_seconds: maxSecondsColumn(client.assertionMaxSeconds),
  epoch: client.epoch,
  created_at_ms: client.createdAtMs,
  disabled_at_ms: client.disabledAtMs,
})

const jwksColumn = (jwks: Client['jwks']) => (jwks === null ? null : JSON.stringify(jwks))

// Null is the default, also for a release that does not know these columns. Data imports no rules, so the
// defaults stand here too.
const DEFAULT_AUDIENCE: AssertionAudience = 'issuer'
const DEFAULT_MAX_SECONDS = 300
const audienceColumn = (audience: AssertionAudience) => (audience === DEFAULT_AUDIENCE ? null : audience)
const maxSecondsColumn = (seconds: number) => (seconds === DEFAULT_MAX_SECONDS ? null : seconds)

/** Null: whatever the user has. */
export const scopeColumn = (scope: Client['scope']) => (scope === 'of_user' ? null : scope.join(' '))

export const changedColumns = (change: ClientChange) => ({
  ...(change.grants && { grants: change.grants.join(' ') }),
  ...(change.scope && { scope: scopeColumn(change.scope) }),
  ...(change.audiences && { audiences: change.audiences.join(' ') }),
  ...(change.identifiers && { identifiers: change.identifiers.join(' ') }),
  ...(change.authMethods && { auth_methods: change.authMethods.join(' ') }),
  ...(change.jwks !== undefined && { jwks: jwksColumn(change.jwks) }),
  ...(change.assertionAudience && { assertion_audience: audienceColumn(change.assertionAudience) }),
  ...(change.assertionMaxSeconds && { assertion_max_seconds: maxSecondsColumn(change.assertionMaxSeconds) }),
  ...(change.disabledAtMs !== undefined && { disabled_at_ms: change.disabledAtMs }),
  ...(change.disabledAtMs != null && epochRaised),
})

export const toSecret = (row: Omit<ClientSecretsTable, 'client_id'>): StoredSecret => ({
  id: row.id,
  hmac: row.hmac,
  createdAtMs: row.created_at_ms,
  expiresAtMs: row.expires_at_ms,
})

export const toSecretRow = (clientId: string, secret: StoredSecret): ClientSecretsTable => ({
  id: secret.id,
  client_id: clientId,
  hmac: secret.hmac,
  created_at_ms: secret.createdAtMs,
  expires_at_ms: secret.expiresAtMs,
})
