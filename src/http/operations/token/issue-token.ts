import { typedUsername } from '../../../accounts/username.ts'
import { SEND_A_CLIENT } from '../../../clients/client-refusal.ts'
import { Refusal } from '../../../errors.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { deadGrant, wrongCredentials } from '../../refusals.ts'
import { askingClient, namesNoClient, resourcesOf } from '../../request/client-credentials.ts'
import { tokenResponse } from '../wire/views.ts'

/** The token endpoint (RFC 6749 §3.2). */
export function issueToken({ caller: requestCaller, clients, tokens }: Parts): Operation<'issueToken'> {
  return async (c) => {
    const form = c.req.valid('form')
    const caller = requestCaller.of(c)
    const client = await askingClient(c, form, clients.authenticate, caller)
    // Only a login with the client `default` may omit grant_type, as the form of the tutorials does.
    if (form.grant_type === undefined && client.id !== clients.directory.default?.id) {
      throw new Refusal('invalid_request', 'The parameter grant_type is missing.')
    }
    const resources = resourcesOf(form)
    if (form.grant_type === 'client_credentials') {
      if (client.id === clients.directory.default?.id && namesNoClient(c, form))
        throw new Refusal('unauthorized_client', `No client was sent, and the client default may not use this grant. ${SEND_A_CLIENT}`)
      return c.json(tokenResponse(await tokens.clientCredentialsGrant({ client, scope: form.scope, resources })), 200)
    }
    if (form.grant_type === 'refresh_token') {
      const { refresh_token: refreshToken, scope } = form
      const idempotencyKey = c.req.valid('header')['Idempotency-Key']
      const refreshed = await tokens.refresh({ kind: 'form', client, refreshToken, scope, resources }, { caller, idempotencyKey })
      if (refreshed.kind === 'dead') throw deadGrant(refreshed)
      return c.json(tokenResponse(refreshed), 200)
    }
    const { password, scope } = form
    const username = typedUsername(form.username)
    const issued = await tokens.passwordGrant({ client, username, password, scope, resources, caller }, c.req.raw.signal)
    if (issued.kind === 'issued') return c.json(tokenResponse(issued), 200)
    if (issued.kind === 'unacceptable') throw new Refusal('invalid_request', `The password ${issued.problem}.`)
    throw wrongCredentials('wrong_grant_credentials', issued)
  }
}
