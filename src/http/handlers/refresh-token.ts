import type { routes } from '#generated/routes.ts'
import type { LimitedClientAuthentication } from '../../clients/limited-authentication.ts'
import { Refusal } from '../../errors.ts'
import type { BearerRefresh } from '../../oauth/bearer-refresh.ts'
import type { RefreshTokenGrant } from '../../oauth/refresh-token-grant.ts'
import { bearerToken } from '../bearer-authentication.ts'
import { askingClient } from '../client-credentials.ts'
import { deadBearer, deadGrant } from '../dead-grant.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'
import { resourcesOf } from '../resources.ts'
import { tokenResponse } from '../token-response.ts'

/**
 * Refreshes by a form (RFC 6749 §6), or by a token as Bearer, as the tutorials do. A refresh token in the
 * form decides: generated clients send a Bearer token with every call, and it is then ignored.
 */
export function refreshToken({
  authenticateClient,
  refreshTokenGrant,
  bearerRefresh,
  originOf,
}: {
  authenticateClient: LimitedClientAuthentication
  refreshTokenGrant: RefreshTokenGrant
  bearerRefresh: BearerRefresh
  originOf: OriginOf
}): OperationHandler<typeof routes.refreshToken, Environment> {
  return async (c) => {
    const form = c.req.valid('form')
    const idempotencyKey = c.req.valid('header')['Idempotency-Key']
    const origin = originOf(c)
    const { refresh_token: refreshToken, scope } = form
    const bearer = refreshToken === undefined ? bearerToken(c) : undefined
    if (bearer !== undefined) {
      if (Object.keys(form).length > 0)
        throw new Refusal('invalid_request', 'Beside a Bearer token send an empty form, or one with a refresh_token, which then counts.')
      const issued = await bearerRefresh(bearer, origin, idempotencyKey)
      if ('dead' in issued) throw deadBearer(issued)
      return c.json(tokenResponse(issued), 200)
    }
    if (refreshToken === undefined) throw new Refusal('not_authenticated', 'Not authenticated')
    const client = await askingClient(c, form, authenticateClient, origin)
    const issued = await refreshTokenGrant({ client, refreshToken, scope, resources: resourcesOf(form), idempotencyKey, origin })
    if ('dead' in issued) throw deadGrant(issued)
    return c.json(tokenResponse(issued), 200)
  }
}
