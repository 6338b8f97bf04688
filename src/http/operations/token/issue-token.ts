import type { routes } from '#generated/routes.ts'
import { typedUsername } from '../../../accounts/username.ts'
import { SEND_A_CLIENT } from '../../../clients/client-authentication.ts'
import type { ClientDirectory } from '../../../clients/client-directory.ts'
import type { LimitedClientAuthentication } from '../../../clients/limited-authentication.ts'
import { Refusal } from '../../../errors.ts'
import type { ClientCredentialsGrant } from '../../../oauth/client-credentials-grant.ts'
import type { PasswordGrant } from '../../../oauth/password-grant.ts'
import type { RefreshTokenGrant } from '../../../oauth/refresh-token-grant.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { deadGrant, wrongCredentials } from '../../refusals.ts'
import type { CallerOf } from '../../request/caller.ts'
import { askingClient, namesNoClient, resourcesOf } from '../../request/client-credentials.ts'
import { tokenResponse } from '../wire/views.ts'

/** The token endpoint (RFC 6749 §3.2). */
export function issueToken({
  authenticateClient,
  clients,
  clientCredentialsGrant,
  passwordGrant,
  refreshTokenGrant,
  callerOf,
}: {
  authenticateClient: LimitedClientAuthentication
  clients: ClientDirectory
  clientCredentialsGrant: ClientCredentialsGrant
  passwordGrant: PasswordGrant
  refreshTokenGrant: RefreshTokenGrant
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
      const issued = await refreshTokenGrant({
        client,
        refreshToken: form.refresh_token,
        scope: form.scope,
        resources,
        idempotencyKey: c.req.valid('header')['Idempotency-Key'],
        caller,
      })
      if ('dead' in issued) throw deadGrant(issued)
      return c.json(tokenResponse(issued), 200)
    }
    const { password, scope } = form
    const username = typedUsername(form.username)
    const issued = await passwordGrant({ client, username, password, scope, resources, caller }, c.req.raw.signal)
    if (!('refused' in issued)) return c.json(tokenResponse(issued), 200)
    if (issued.refused === 'unacceptable') throw new Refusal('invalid_request', `The password ${issued.problem}.`)
    throw wrongCredentials('wrong_grant_credentials', issued)
  }
}
