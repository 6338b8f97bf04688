import type { routes } from '#generated/routes.ts'
import { isUserId } from '../../../../accounts/user.ts'
import type { UserAdministration } from '../../../../accounts/user-administration.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { problemsRefusal } from '../../../member-refusals.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'
import { userView } from '../../wire/user-view.ts'

/** Changes what an account may have, or whether it may log in. */
export function changeUser({
  userAdministration,
  callerOf,
  system,
}: {
  userAdministration: UserAdministration
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.changeUser, Environment> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const changed = isUserId(id) ? await userAdministration.change(id, c.req.valid('json'), actOf(c, { callerOf, system })) : undefined
    if (changed === undefined) throw notFound()
    if ('problems' in changed) throw problemsRefusal('The account was not changed.', changed.problems)
    return c.json(userView(changed.user), 200)
  }
}
