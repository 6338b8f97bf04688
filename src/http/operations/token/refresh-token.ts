import type { routes } from '#generated/routes.ts'
import type { ClientAuthentication } from '../../../clients/client-authentication.ts'
import { Refusal } from '../../../errors.ts'
import type { Refresh } from '../../../oauth/refresh.ts'
import { deadBearer, deadGrant } from '../../dead-grant.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { bearerToken } from '../../request/bearer.ts'
import type { CallerOf } from '../../request/caller.ts'
import { askingClient } from '../../request/client-credentials.ts'
import { resourcesOf } from '../../request/resources.ts'
import { tokenResponse } from '../wire/token-response.ts'

/**
 * Refreshes by a form (RFC 6749 §6), or by a token as Bearer, as the tutorials do. A refresh token in the
 * form decides: generated clients send a Bearer token with every call, and it is then ignored.
 */
export function refreshToken({
  authenticateClient,
  refresh,
  callerOf,
}: {
  authenticateClient: ClientAuthentication
  refresh: Refresh
  callerOf: CallerOf
}): OperationHandler<typeof routes.refreshToken, Environment> {
  return async (c) => {
    const form = c.req.valid('form')
    const caller = callerOf(c)
    const from = { caller, idempotencyKey: c.req.valid('header')['Idempotency-Key'] }
    const { refresh_token: refreshToken, scope } = form
    const bearer = refreshToken === undefined ? bearerToken(c) : undefined
    if (bearer !== undefined) {
      if (Object.keys(form).length > 0)
        throw new Refusal('invalid_request', 'Beside a Bearer token send an empty form, or one with a refresh_token, which then counts.')
      const refreshed = await refresh({ by: 'bearer', token: bearer }, from)
      if (refreshed.kind === 'dead') throw deadBearer(refreshed)
      return c.json(tokenResponse(refreshed), 200)
    }
    if (refreshToken === undefined) throw new Refusal('not_authenticated', 'Not authenticated')
    const client = await askingClient(c, form, authenticateClient, caller)
    const refreshed = await refresh({ by: 'form', client, refreshToken, scope, resources: resourcesOf(form) }, from)
    if (refreshed.kind === 'dead') throw deadGrant(refreshed)
    return c.json(tokenResponse(refreshed), 200)
  }
}
