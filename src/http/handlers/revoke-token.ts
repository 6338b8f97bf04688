import type { routes } from '#generated/routes.ts'
import type { LimitedClientAuthentication } from '../../clients/limited-authentication.ts'
import type { Revocation } from '../../oauth/revocation.ts'
import { askingClient } from '../client-credentials.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'

/** Gives up a token of the client (RFC 7009). Whether there was one is not told: the client has nothing to do with the difference. */
export function revokeToken({
  authenticateClient,
  revocation,
  originOf,
}: {
  authenticateClient: LimitedClientAuthentication
  revocation: Revocation
  originOf: OriginOf
}): OperationHandler<typeof routes.revokeToken, Environment> {
  return async (c) => {
    const form = c.req.valid('form')
    const origin = originOf(c)
    const client = await askingClient(c, form, authenticateClient, origin)
    await revocation(client, form.token, origin)
    return c.body(null, 200)
  }
}
