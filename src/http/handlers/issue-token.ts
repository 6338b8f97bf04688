import type { routes } from '#generated/routes.ts'
import type { ClientDirectory } from '../../clients/client.ts'
import { Refusal } from '../../errors.ts'
import type { PasswordGrant } from '../../oauth/password-grant.ts'
import type { RefreshTokenGrant } from '../../oauth/refresh-token-grant.ts'
import type { ClientAuthentication } from '../client-authentication.ts'
import { deadGrant } from '../dead-grant.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'
import { tokenResponse } from '../token-response.ts'

/** The token endpoint (RFC 6749 §3.2). */
export function issueToken({
  authenticateClient,
  clients,
  passwordGrant,
  refreshTokenGrant,
  originOf,
}: {
  authenticateClient: ClientAuthentication
  clients: ClientDirectory
  passwordGrant: PasswordGrant
  refreshTokenGrant: RefreshTokenGrant
  originOf: OriginOf
}): OperationHandler<typeof routes.issueToken, Environment> {
  return async (c) => {
    const form = c.req.valid('form')
    const client = authenticateClient(c, form)
    if (form.grant_type === 'refresh_token') {
      const issued = await refreshTokenGrant({
        client,
        refreshToken: form.refresh_token,
        scope: form.scope,
        idempotencyKey: c.req.valid('header')['Idempotency-Key'],
        origin: originOf(c),
      })
      if ('dead' in issued) throw deadGrant(issued)
      return c.json(tokenResponse(issued), 200)
    }
    // The form of the tutorials, which names neither grant nor client.
    if (form.grant_type === undefined && client !== clients.default) {
      throw new Refusal('invalid_request', 'The parameter grant_type is missing.')
    }
    const issued = await passwordGrant({ client, ...form, origin: originOf(c) }, c.req.raw.signal)
    if (!('refused' in issued)) return c.json(tokenResponse(issued), 200)
    if (issued.refused === 'unacceptable') throw new Refusal('invalid_request', `The password ${issued.problem}.`)
    throw new Refusal('wrong_grant_credentials', 'Invalid username or password')
  }
}
