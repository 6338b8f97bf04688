import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import { DEFAULT_USER_SCOPE } from '../../accounts/user.ts'
import type { ClientDirectory } from '../../clients/client.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import { PUBLIC_CACHE } from '../response-headers.ts'

/** What is offered here and nothing else (RFC 8414 §2), under the issuer as configured, whatever Host was asked for. */
export function getAuthorizationServerMetadata({
  issuer,
  clients,
}: {
  issuer: string
  clients: ClientDirectory
}): OperationHandler<typeof routes.getAuthorizationServerMetadata, Environment> {
  const body: components['schemas']['AuthorizationServerMetadata'] = {
    issuer,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    grant_types_supported: [...(clients.default?.grants ?? [])],
    // Required, and empty: there is no authorization endpoint.
    response_types_supported: [],
    scopes_supported: [DEFAULT_USER_SCOPE],
    token_endpoint_auth_methods_supported: ['none'],
  }
  return async (c) => c.json(body, 200, PUBLIC_CACHE)
}
