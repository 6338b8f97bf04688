import type { components } from '#generated/openapi.d.ts'
import { DEFAULT_USER_SCOPE } from '../../../accounts/user.ts'
import { ASSERTION_ALGS } from '../../../clients/assertion-key.ts'
import { AUTH_METHODS, GRANT_TYPES } from '../../../clients/client.ts'
import { ADMIN_SCOPE } from '../../../oauth/scope.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { PUBLIC_CACHE } from '../../server/named-response.ts'

/**
 * Serves the metadata of RFC 8414 §2. Its URLs have the configured issuer, whatever `Host` the request
 * names.
 */
export function getAuthorizationServerMetadata({ issuer, sessions: { policy } }: Parts): Operation<'getAuthorizationServerMetadata'> {
  const body: components['schemas']['AuthorizationServerMetadata'] = {
    issuer,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    grant_types_supported: [...GRANT_TYPES],
    // The member is required. It is empty because the service has no authorization endpoint.
    response_types_supported: [],
    scopes_supported: [DEFAULT_USER_SCOPE, ADMIN_SCOPE],
    token_endpoint_auth_methods_supported: [...AUTH_METHODS],
    token_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGS],
    introspection_endpoint: `${issuer}/token/introspect`,
    // For confidential clients only.
    introspection_endpoint_auth_methods_supported: AUTH_METHODS.filter((method) => method !== 'none'),
    introspection_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGS],
    revocation_endpoint: `${issuer}/token/revoke`,
    revocation_endpoint_auth_methods_supported: [...AUTH_METHODS],
    revocation_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGS],
    mintmark_session_idle_seconds: policy.idleSeconds,
    mintmark_session_max_seconds: policy.maxSeconds,
    mintmark_refresh_grace_seconds: policy.refreshGraceSeconds,
  }
  return async (c) => c.json(body, 200, PUBLIC_CACHE)
}

/** Serves the public keys (RFC 7517 §5), as the database has them now. */
export function getJwks({ keys: { ring } }: Parts): Operation<'getJwks'> {
  return async (c) => {
    await ring.catchUp()
    const body = { keys: ring.publicJwks() } as components['schemas']['JwkSet']
    return c.json(body, 200, PUBLIC_CACHE)
  }
}
