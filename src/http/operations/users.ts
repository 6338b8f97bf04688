import type { components } from '#generated/openapi.d.ts'
import { typedUsername } from '../../accounts/username.ts'
import { Refusal } from '../../errors.ts'
import type { Operation } from '../operation-handler.ts'
import type { Parts } from '../parts.ts'
import { refusalOf } from '../refusals.ts'
import { accountView } from './wire/views.ts'

/** Creates an account for anybody who asks, if registration is open. */
export function registerUser({ accounts, caller }: Parts): Operation<'registerUser'> {
  return async (c) => {
    if (accounts.registration === 'closed') throw new Refusal('forbidden', 'Registration is closed.')
    const { username, password } = c.req.valid('json')
    const registration = { username: typedUsername(username), password, caller: caller.of(c) }
    const created = await accounts.register(registration, c.req.raw.signal)
    if (created.kind !== 'created') throw refusalOf(created, 'The account was not made.')
    const body: components['schemas']['RegisteredAccount'] = accountView(created.user)
    return c.json(body, 201)
  }
}

/** Sets a new password for the holder of a one-time secret. Every session of the account ends. */
export function resetPassword({ accounts, caller }: Parts): Operation<'resetPassword'> {
  return async (c) => {
    const { username, one_time_secret: oneTimeSecret, new_password: newPassword } = c.req.valid('json')
    const reset = { username: typedUsername(username), oneTimeSecret, newPassword, caller: caller.of(c) }
    const changed = await accounts.resetPassword(reset, c.req.raw.signal)
    if (changed.kind !== 'changed') throw refusalOf(changed, 'The password was not set.')
    return c.body(null, 204)
  }
}
