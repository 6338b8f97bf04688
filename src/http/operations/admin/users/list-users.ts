import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import type { UserStore } from '../../../../accounts/user-store.ts'
import { typedUsername, usernameKey, usernameProblem } from '../../../../accounts/username.ts'
import type { Environment } from '../../../environment.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { cursorOf, pageOf } from '../../wire/page.ts'
import { userView } from '../../wire/user-view.ts'

/** The accounts, by name; or the one of a name, as at a login. */
export function listUsers({ users }: { users: UserStore }): OperationHandler<typeof routes.listUsers, Environment> {
  return async (c) => {
    const { limit, after, username: asked } = c.req.valid('query')
    const username = asked === undefined ? undefined : typedUsername(asked)
    const afterUsernameKey = cursorOf(after)
    // What can be nobody's name is not looked up: no database takes every text.
    const isNobody = username !== undefined && usernameProblem(username) !== undefined
    const named = username === undefined ? {} : { usernameKey: usernameKey(username) }
    const page = { limit: limit + 1, ...named, ...(afterUsernameKey === undefined ? {} : { afterUsernameKey }) }
    const found = isNobody ? [] : await users.list(page)
    const { rows, ...next } = pageOf(found, limit, (user) => user.usernameKey)
    const body: components['schemas']['UserList'] = { users: rows.map(userView), ...next }
    return c.json(body, 200)
  }
}
