import type { routes } from '#generated/routes.ts'
import { typedUsername } from '../../accounts/username.ts'
import type { ClientDirectory } from '../../clients/client-directory.ts'
import { Refusal } from '../../errors.ts'
import type { PasswordGrant } from '../../oauth/password-grant.ts'
import { defaultClient } from '../default-client.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'
import { tokenResponse } from '../token-response.ts'
import { wrongCredentials } from '../wrong-credentials.ts'

/** A password grant of the client `default`, in JSON. */
export function logIn({
  clients,
  passwordGrant,
  originOf,
}: {
  clients: ClientDirectory
  passwordGrant: PasswordGrant
  originOf: OriginOf
}): OperationHandler<typeof routes.logIn, Environment> {
  return async (c) => {
    const { username, password } = c.req.valid('json')
    const client = defaultClient(clients)
    c.set('client', client.id)
    const attempt = { client, username: typedUsername(username), password, resources: [], origin: originOf(c) }
    const issued = await passwordGrant(attempt, c.req.raw.signal)
    if (!('refused' in issued)) return c.json(tokenResponse(issued), 200)
    if (issued.refused === 'wrong_credentials') throw wrongCredentials('wrong_credentials', issued)
    const errors = [{ pointer: '/password', detail: issued.problem }]
    throw new Refusal('validation_failed', 'The request is not valid.', { errors })
  }
}
