import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { Registration } from '../../../accounts/registration.ts'
import { typedUsername } from '../../../accounts/username.ts'
import type { Config } from '../../../config.ts'
import { Refusal } from '../../../errors.ts'
import type { Environment } from '../../environment.ts'
import { problemsRefusal, takenRefusal } from '../../member-refusals.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { CallerOf } from '../../request/caller.ts'
import { dateTime } from '../wire/date-time.ts'

/** Makes an account for whoever asks, where registration is open. */
export function registerUser({
  registration,
  register,
  callerOf,
}: {
  registration: Config['registration']
  register: Registration
  callerOf: CallerOf
}): OperationHandler<typeof routes.registerUser, Environment> {
  return async (c) => {
    if (registration === 'closed') throw new Refusal('forbidden', 'Registration is closed.')
    const { username, password } = c.req.valid('json')
    const made = await register({ username: typedUsername(username), password, caller: callerOf(c) }, c.req.raw.signal)
    if ('problems' in made) throw problemsRefusal('The account was not made.', made.problems)
    if ('taken' in made) throw takenRefusal('username')
    const { user } = made
    const body: components['schemas']['RegisteredAccount'] = {
      id: user.id,
      username: user.username,
      scope: user.scope,
      created_at: dateTime(user.createdAtMs),
    }
    return c.json(body, 201)
  }
}
