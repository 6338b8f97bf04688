import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { UserStore } from '../../../accounts/user-store.ts'
import { Refusal } from '../../../errors.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { personOf } from '../../request/bearer.ts'
import { dateTime } from '../wire/date-time.ts'

/** The caller's account, as it is now. */
export function getMe({ users }: { users: UserStore }): OperationHandler<typeof routes.getMe, Environment> {
  return async (c) => {
    const user = await users.findById(personOf(c.var.claims).userId)
    if (user === undefined) throw new Refusal('invalid_token', 'Invalid or expired token', { cause: 'deleted meanwhile' })
    const body: components['schemas']['Account'] = {
      id: user.id,
      username: user.username,
      scope: user.scope,
      created_at: dateTime(user.createdAtMs),
      password_changed_at: dateTime(user.passwordChangedAtMs),
    }
    return c.json(body, 200)
  }
}
