import type { routes } from '#generated/routes.ts'
import type { ClientAuthentication } from '../../../clients/client-authentication.ts'
import type { Revocation } from '../../../oauth/revocation.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { CallerOf } from '../../request/caller.ts'
import { askingClient } from '../../request/client-credentials.ts'

/** Gives up a token of the client (RFC 7009). The answer does not say whether there was one. */
export function revokeToken({
  authenticateClient,
  revocation,
  callerOf,
}: {
  authenticateClient: ClientAuthentication
  revocation: Revocation
  callerOf: CallerOf
}): OperationHandler<typeof routes.revokeToken, Environment> {
  return async (c) => {
    const form = c.req.valid('form')
    const caller = callerOf(c)
    const client = await askingClient(c, form, authenticateClient, caller)
    await revocation(client, form.token, caller)
    return c.body(null, 200)
  }
}
