import type { routes } from '#generated/routes.ts'
import { typedUsername } from '../../../accounts/username.ts'
import type { ClientAuthentication } from '../../../clients/client-authentication.ts'
import type { ClientDirectory } from '../../../clients/client-directory.ts'
import { SEND_A_CLIENT } from '../../../clients/client-refusal.ts'
import { Refusal } from '../../../errors.ts'
import type { ClientCredentialsGrant } from '../../../oauth/client-credentials-grant.ts'
import type { PasswordGrant } from '../../../oauth/password-grant.ts'
import type { Refresh } from '../../../oauth/refresh.ts'
import { deadGrant } from '../../dead-grant.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { CallerOf } from '../../request/caller.ts'
import { askingClient, namesNoClient } from '../../request/client-credentials.ts'
import { resourcesOf } from '../../request/resources.ts'
import { wrongCredentials } from '../../wrong-credentials.ts'
import { tokenResponse } from '../wire/token-response.ts'

/** The token endpoint (RFC 6749 §3.2). */
export function issueToken({
  authenticateClient,
  clients,
  clientCredentialsGrant,
  passwordGrant,
  refresh,
  callerOf,
}: {
  authenticateClient: ClientAuthentication
  clients: ClientDirectory
  clientCredentialsGrant: ClientCredentialsGrant
  passwordGrant: PasswordGrant
  refresh: Refresh
  callerOf: CallerOf
}): OperationHandler<typeof routes.issueToken, Environment> {
  return async (c) => {
    const form = c.req.valid('form')
    const caller = callerOf(c)
    const client = await askingClient(c, form, authenticateClient, caller)
    // The form of the tutorials, which names neither grant nor client.
    if (form.grant_type === undefined && client.id !== clients.default?.id) {
      throw new Refusal('invalid_request', 'The parameter grant_type is missing.')
    }
    const resources = resourcesOf(form)
    if (form.grant_type === 'client_credentials') {
      if (client.id === clients.default?.id && namesNoClient(c, form))
        throw new Refusal('unauthorized_client', `No client was sent, and the client default may not use this grant. ${SEND_A_CLIENT}`)
      return c.json(tokenResponse(await clientCredentialsGrant({ client, scope: form.scope, resources })), 200)
    }
    if (form.grant_type === 'refresh_token') {
      const { refresh_token: refreshToken, scope } = form
      const idempotencyKey = c.req.valid('header')['Idempotency-Key']
      const refreshed = await refresh({ by: 'form', client, refreshToken, scope, resources }, { caller, idempotencyKey })
      if (refreshed.kind === 'dead') throw deadGrant(refreshed)
      return c.json(tokenResponse(refreshed), 200)
    }
    const { password, scope } = form
    const username = typedUsername(form.username)
    const issued = await passwordGrant({ client, username, password, scope, resources, caller }, c.req.raw.signal)
    if (issued.kind === 'issued') return c.json(tokenResponse(issued), 200)
    if (issued.kind === 'unacceptable') throw new Refusal('invalid_request', `The password ${issued.problem}.`)
    throw wrongCredentials('wrong_grant_credentials', issued)
  }
}
