import type { routes } from '#generated/routes.ts'
import { isUserId } from '../../../../accounts/user.ts'
import type { UserStore } from '../../../../accounts/user-store.ts'
import type { Environment } from '../../../environment.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { userView } from '../../wire/user-view.ts'

/** An account. */
export function getUser({ users }: { users: UserStore }): OperationHandler<typeof routes.getUser, Environment> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const user = isUserId(id) ? await users.findById(id) : undefined
    if (user === undefined) throw notFound()
    return c.json(userView(user), 200)
  }
}
