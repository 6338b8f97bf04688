import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { askingClient } from '../../request/client-credentials.ts'

/** Revokes a token of the client (RFC 7009). The answer does not say whether the token existed. */
export function revokeToken({ caller: requestCaller, clients, tokens }: Parts): Operation<'revokeToken'> {
  return async (c) => {
    const form = c.req.valid('form')
    const caller = requestCaller.of(c)
    const client = await askingClient(c, form, clients.authenticate, caller)
    await tokens.revocation(client, form.token, caller)
    return c.body(null, 200)
  }
}
