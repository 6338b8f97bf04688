import { typedUsername } from '../../accounts/username.ts'
import { Refusal } from '../../errors.ts'
import type { Operation } from '../operation-handler.ts'
import type { Parts } from '../parts.ts'
import { wrongCredentials } from '../refusals.ts'
import { requireDefaultClient } from '../request/client-credentials.ts'
import { tokenResponse } from './wire/views.ts'

/** Logs a user in. It is a password grant of the client `default`, in JSON. */
export function logIn({ caller, clients, tokens }: Parts): Operation<'logIn'> {
  return async (c) => {
    const { username, password } = c.req.valid('json')
    const client = requireDefaultClient(clients.directory)
    c.set('client', client.id)
    const attempt = { client, username: typedUsername(username), password, resources: [], caller: caller.of(c) }
    const issued = await tokens.passwordGrant(attempt, c.req.raw.signal)
    if (issued.kind === 'issued') return c.json(tokenResponse(issued), 200)
    if (issued.kind === 'wrong_credentials') throw wrongCredentials('wrong_credentials', issued)
    const errors = [{ pointer: '/password', detail: issued.problem }]
    throw new Refusal('validation_failed', 'The request is not valid.', { errors })
  }
}
