import type { routes } from '#generated/routes.ts'
import { ONE_TIME_SECRET_HOURS } from '../../../../accounts/one-time-secret.ts'
import { DEFAULT_USER_SCOPE, type User } from '../../../../accounts/user.ts'
import type { NotCreated, UserAdministration } from '../../../../accounts/user-administration.ts'
import type { UserInvitation } from '../../../../accounts/user-invitation.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { problemsRefusal, takenRefusal } from '../../../member-refusals.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'
import { oneTimeSecretView, userView } from '../../wire/user-view.ts'

/** Makes an account: with a password, or with a one-time secret in its place. */
export function createUser({
  userAdministration,
  inviteUser,
  callerOf,
  system,
}: {
  userAdministration: UserAdministration
  inviteUser: UserInvitation
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.createUser, Environment> {
  return async (c) => {
    const { username, password, scope = DEFAULT_USER_SCOPE } = c.req.valid('json')
    const act = actOf(c, { callerOf, system })
    const { signal } = c.req.raw
    if (password !== undefined) {
      const { user } = orRefusal(await userAdministration.create({ username, password, scope }, act, signal))
      return c.json({ user: userView(user) }, 201)
    }
    const asked = { username, scope, lifeMs: ONE_TIME_SECRET_HOURS * 3_600_000 }
    const { user, ...once } = orRefusal(await inviteUser(asked, act, signal), LOST_ANSWER)
    return c.json({ user: userView(user), ...oneTimeSecretView(once) }, 201)
  }
}

/** For a retry after a crash between the commit and the answer. */
const LOST_ANSWER = 'If you made the account and lost the answer, make another one-time secret for it.'

function orRefusal<Made extends { user: User }>(made: Made | NotCreated, mend?: string): Made {
  if ('problems' in made) throw problemsRefusal('The account was not made.', made.problems)
  if ('taken' in made) throw takenRefusal('username', mend)
  return made
}
