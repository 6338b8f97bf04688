import type { routes } from '#generated/routes.ts'
import type { ClientDirectory } from '../../clients/client.ts'
import { Refusal } from '../../errors.ts'
import type { Origin } from '../../events/origin.ts'
import type { AccessTokenRefresh } from '../../oauth/access-token-refresh.ts'
import type { RefreshTokenGrant } from '../../oauth/refresh-token-grant.ts'
import { REFRESH_TOKEN_PREFIX } from '../../sessions/refresh-token.ts'
import { bearerToken } from '../bearer-authentication.ts'
import type { ClientAuthentication } from '../client-authentication.ts'
import { deadBearer, deadGrant } from '../dead-grant.ts'
import { defaultClient } from '../default-client.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'
import { tokenResponse } from '../token-response.ts'

/** Refreshes by a form (RFC 6749 §6), or by a token as Bearer, as the tutorials do. */
export function refreshToken({
  authenticateClient,
  clients,
  refreshTokenGrant,
  accessTokenRefresh,
  originOf,
}: {
  authenticateClient: ClientAuthentication
  clients: ClientDirectory
  refreshTokenGrant: RefreshTokenGrant
  accessTokenRefresh: AccessTokenRefresh
  originOf: OriginOf
}): OperationHandler<typeof routes.refreshToken, Environment> {
  const byBearer = (token: string, origin: Origin, idempotencyKey?: string) => {
    const client = defaultClient(clients)
    if (!token.startsWith(REFRESH_TOKEN_PREFIX)) return accessTokenRefresh(token, origin, idempotencyKey)
    return refreshTokenGrant({ client, refreshToken: token, idempotencyKey, origin })
  }
  return async (c) => {
    const form = c.req.valid('form')
    const idempotencyKey = c.req.valid('header')['Idempotency-Key']
    const origin = originOf(c)
    const bearer = bearerToken(c)
    if (bearer !== undefined) {
      if (Object.keys(form).length > 0) throw new Refusal('invalid_request', 'Send the token in the header or in a form, not in both.')
      const issued = await byBearer(bearer, origin, idempotencyKey)
      if ('dead' in issued) throw deadBearer(issued)
      return c.json(tokenResponse(issued), 200)
    }
    if (form.refresh_token === undefined) throw new Refusal('not_authenticated', 'Not authenticated')
    const client = authenticateClient(c, form)
    const issued = await refreshTokenGrant({ client, refreshToken: form.refresh_token, scope: form.scope, idempotencyKey, origin })
    if ('dead' in issued) throw deadGrant(issued)
    return c.json(tokenResponse(issued), 200)
  }
}
