import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { UserStore } from '../../../accounts/user-store.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { cursorOf, pageOf } from '../../page.ts'
import { shownUser } from '../../shown-user.ts'

/** The accounts, by name. */
export function listUsers({ users }: { users: UserStore }): OperationHandler<typeof routes.listUsers, Environment> {
  return async (c) => {
    const { limit, after } = c.req.valid('query')
    const afterUsernameKey = cursorOf(after)
    const found = await users.list({ limit: limit + 1, ...(afterUsernameKey === undefined ? {} : { afterUsernameKey }) })
    const { rows, ...next } = pageOf(found, limit, ({ usernameKey }) => usernameKey)
    const body: components['schemas']['UserList'] = { users: rows.map(shownUser), ...next }
    return c.json(body, 200)
  }
}
