import type { components } from '#generated/openapi.d.ts'
import { DEFAULT_ASSERTION_MAX_SECONDS } from '../../../clients/assertion-claims.ts'
import type { Client } from '../../../clients/client.ts'
import type { ClientAdministration } from '../../../clients/client-administration.ts'
import type { ClientRecord } from '../../../clients/client-store.ts'
import { dateTime } from './date-time.ts'

type ClientView = components['schemas']['Client']

/** A client, as it is shown to who administers it. */
export const clientView = (client: Client): ClientView => ({
  id: client.id,
  confidential: client.confidential,
  grants: [...client.grants],
  ...(client.scope === 'of_user' ? {} : { scope: client.scope.join(' ') }),
  audiences: [...client.audiences],
  identifiers: [...client.identifiers],
  auth_methods: [...client.authMethods],
  ...(client.jwks === null ? {} : { jwks: { ...client.jwks } }),
  ...(client.assertionAudience === 'issuer' ? {} : { assertion_audience: client.assertionAudience }),
  ...(client.assertionMaxSeconds === DEFAULT_ASSERTION_MAX_SECONDS ? {} : { assertion_max_seconds: client.assertionMaxSeconds }),
  disabled: client.disabledAtMs !== null,
  created_at: dateTime(client.createdAtMs),
})

/** With the times of its secrets, the newest first: nobody can read the secrets any more. */
export const clientRecordView = (
  { secrets, ...client }: ClientRecord,
  { isUnderPrevious }: Pick<ClientAdministration, 'isUnderPrevious'>,
): ClientView => ({
  ...clientView(client),
  secrets: secrets
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs)
    .map((secret) => ({
      created_at: dateTime(secret.createdAtMs),
      ...(secret.expiresAtMs === null ? {} : { expires_at: dateTime(secret.expiresAtMs) }),
      ...(isUnderPrevious(secret) ? { under_previous_secret: true } : {}),
    })),
})
