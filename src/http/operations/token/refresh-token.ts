import type { routes } from '#generated/routes.ts'
import type { LimitedClientAuthentication } from '../../../clients/limited-authentication.ts'
import { Refusal } from '../../../errors.ts'
import type { BearerRefresh } from '../../../oauth/bearer-refresh.ts'
import type { RefreshTokenGrant } from '../../../oauth/refresh-token-grant.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { deadBearer, deadGrant } from '../../refusals.ts'
import { bearerToken } from '../../request/bearer.ts'
import type { CallerOf } from '../../request/caller.ts'
import { askingClient, resourcesOf } from '../../request/client-credentials.ts'
import { tokenResponse } from '../wire/views.ts'

/**
 * Refreshes by a form (RFC 6749 §6), or by a token as Bearer, as the tutorials do. A refresh token in the
 * form decides: generated clients send a Bearer token with every call, and it is then ignored.
 */
export function refreshToken({
  authenticateClient,
  refreshTokenGrant,
  bearerRefresh,
  callerOf,
}: {
  authenticateClient: LimitedClientAuthentication
  refreshTokenGrant: RefreshTokenGrant
  bearerRefresh: BearerRefresh
  callerOf: CallerOf
}): OperationHandler<typeof routes.refreshToken, Environment> {
  return async (c) => {
    const form = c.req.valid('form')
    const idempotencyKey = c.req.valid('header')['Idempotency-Key']
    const caller = callerOf(c)
    const { refresh_token: refreshToken, scope } = form
    const bearer = refreshToken === undefined ? bearerToken(c) : undefined
    if (bearer !== undefined) {
      if (Object.keys(form).length > 0)
        throw new Refusal('invalid_request', 'Beside a Bearer token send an empty form, or one with a refresh_token, which then counts.')
      const issued = await bearerRefresh(bearer, caller, idempotencyKey)
      if ('dead' in issued) throw deadBearer(issued)
      return c.json(tokenResponse(issued), 200)
    }
    if (refreshToken === undefined) throw new Refusal('not_authenticated', 'Not authenticated')
    const client = await askingClient(c, form, authenticateClient, caller)
    const issued = await refreshTokenGrant({ client, refreshToken, scope, resources: resourcesOf(form), idempotencyKey, caller })
    if ('dead' in issued) throw deadGrant(issued)
    return c.json(tokenResponse(issued), 200)
  }
}
