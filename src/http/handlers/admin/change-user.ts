import type { routes } from '#generated/routes.ts'
import { isUserId } from '../../../accounts/user.ts'
import type { UserAdministration } from '../../../accounts/user-administration.ts'
import type { System } from '../../../system.ts'
import { actOf } from '../../act-of.ts'
import type { Environment } from '../../environment.ts'
import { problemsRefusal } from '../../member-refusals.ts'
import { notFound } from '../../not-found.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { OriginOf } from '../../origin.ts'
import { shownUser } from '../../shown-user.ts'

/** Changes what an account may have, or whether it may log in. */
export function changeUser({
  userAdministration,
  originOf,
  system,
}: {
  userAdministration: UserAdministration
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.changeUser, Environment> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const changed = isUserId(id) ? await userAdministration.change(id, c.req.valid('json'), actOf(c, { originOf, system })) : undefined
    if (changed === undefined) throw notFound()
    if ('problems' in changed) throw problemsRefusal('The account was not changed.', changed.problems)
    return c.json(shownUser(changed.user), 200)
  }
}
