import type { routes } from '#generated/routes.ts'
import { typedUsername } from '../../accounts/username.ts'
import type { ClientDirectory } from '../../clients/client-directory.ts'
import { Refusal } from '../../errors.ts'
import type { PasswordGrant } from '../../oauth/password-grant.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import { wrongCredentials } from '../refusals.ts'
import type { CallerOf } from '../request/caller.ts'
import { requireDefaultClient } from '../request/client-credentials.ts'
import { tokenResponse } from './wire/views.ts'

/** A password grant of the client `default`, in JSON. */
export function logIn({
  clients,
  passwordGrant,
  callerOf,
}: {
  clients: ClientDirectory
  passwordGrant: PasswordGrant
  callerOf: CallerOf
}): OperationHandler<typeof routes.logIn, Environment> {
  return async (c) => {
    const { username, password } = c.req.valid('json')
    const client = requireDefaultClient(clients)
    c.set('client', client.id)
    const attempt = { client, username: typedUsername(username), password, resources: [], caller: callerOf(c) }
    const issued = await passwordGrant(attempt, c.req.raw.signal)
    if (!('refused' in issued)) return c.json(tokenResponse(issued), 200)
    if (issued.refused === 'wrong_credentials') throw wrongCredentials('wrong_credentials', issued)
    const errors = [{ pointer: '/password', detail: issued.problem }]
    throw new Refusal('validation_failed', 'The request is not valid.', { errors })
  }
}
