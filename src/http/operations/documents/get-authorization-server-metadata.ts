import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import { DEFAULT_USER_SCOPE } from '../../../accounts/user.ts'
import { ASSERTION_ALGS } from '../../../clients/assertion-key.ts'
import { AUTH_METHODS, GRANT_TYPES } from '../../../clients/client.ts'
import { ADMIN_SCOPE } from '../../../oauth/scope.ts'
import type { SessionPolicy } from '../../../sessions/session-policy.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { PUBLIC_CACHE } from '../../server/response-headers.ts'

/** What is offered here and nothing else (RFC 8414 §2), under the issuer as configured, whatever Host was asked for. */
export function getAuthorizationServerMetadata({
  issuer,
  session,
}: {
  issuer: string
  session: SessionPolicy
}): OperationHandler<typeof routes.getAuthorizationServerMetadata, Environment> {
  const body: components['schemas']['AuthorizationServerMetadata'] = {
    issuer,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    grant_types_supported: [...GRANT_TYPES],
    // Required, and empty: there is no authorization endpoint.
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
    mintmark_session_idle_seconds: session.idleSeconds,
    mintmark_session_max_seconds: session.maxSeconds,
    mintmark_refresh_grace_seconds: session.refreshGraceSeconds,
  }
  return async (c) => c.json(body, 200, PUBLIC_CACHE)
}
