import { Refusal } from '../../../errors.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { deadBearer, deadGrant } from '../../refusals.ts'
import { bearerToken } from '../../request/bearer.ts'
import { askingClient, resourcesOf } from '../../request/client-credentials.ts'
import { tokenResponse } from '../wire/views.ts'

/**
 * Refreshes by a form (RFC 6749 §6), or by a Bearer token as the tutorials do. If the form has a refresh
 * token, a Bearer token is ignored: generated clients send one with every call.
 */
export function refreshToken({ caller: requestCaller, clients, tokens }: Parts): Operation<'refreshToken'> {
  return async (c) => {
    const form = c.req.valid('form')
    const caller = requestCaller.of(c)
    const from = { caller, idempotencyKey: c.req.valid('header')['Idempotency-Key'] }
    const { refresh_token: refreshToken, scope } = form
    const bearer = refreshToken === undefined ? bearerToken(c) : undefined
    if (bearer !== undefined) {
      if (Object.keys(form).length > 0)
        throw new Refusal('invalid_request', 'Beside a Bearer token send an empty form, or one with a refresh_token, which then counts.')
      const refreshed = await tokens.refresh({ kind: 'bearer', token: bearer }, from)
      if (refreshed.kind === 'dead') throw deadBearer(refreshed)
      return c.json(tokenResponse(refreshed), 200)
    }
    if (refreshToken === undefined) throw new Refusal('not_authenticated', 'Not authenticated')
    const client = await askingClient(c, form, clients.authenticate, caller)
    const refreshed = await tokens.refresh({ kind: 'form', client, refreshToken, scope, resources: resourcesOf(form) }, from)
    if (refreshed.kind === 'dead') throw deadGrant(refreshed)
    return c.json(tokenResponse(refreshed), 200)
  }
}
