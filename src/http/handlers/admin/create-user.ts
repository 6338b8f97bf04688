import type { components } from '#generated/openapi.d.ts'
import type { routes } from '#generated/routes.ts'
import { ONE_TIME_SECRET_HOURS } from '../../../accounts/one-time-secret.ts'
import type { OneTimeSecretIssue } from '../../../accounts/one-time-secret-issue.ts'
import { DEFAULT_USER_SCOPE } from '../../../accounts/user.ts'
import type { UserAdministration } from '../../../accounts/user-administration.ts'
import type { System } from '../../../system.ts'
import { actOf } from '../../act-of.ts'
import type { Environment } from '../../environment.ts'
import { problemsRefusal, takenRefusal } from '../../member-refusals.ts'
import { notFound } from '../../not-found.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { OriginOf } from '../../origin.ts'
import { shownOneTimeSecret, shownUser } from '../../shown-user.ts'

/** Makes an account: with a password, or with a one-time secret in its place. */
export function createUser({
  userAdministration,
  issueOneTimeSecret,
  originOf,
  system,
}: {
  userAdministration: UserAdministration
  issueOneTimeSecret: OneTimeSecretIssue
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.createUser, Environment> {
  return async (c) => {
    const { username, password, scope = DEFAULT_USER_SCOPE } = c.req.valid('json')
    const act = actOf(c, { originOf, system })
    const made = await userAdministration.create({ username, password, scope }, act, c.req.raw.signal)
    if ('problems' in made) throw problemsRefusal('The account was not made.', made.problems)
    if ('taken' in made) throw takenRefusal('username')
    const body: components['schemas']['CreatedUser'] = { user: shownUser(made.user) }
    if (password !== undefined) return c.json(body, 201)
    const issued = await issueOneTimeSecret({ userId: made.user.id, lifeMs: ONE_TIME_SECRET_HOURS * 3_600_000 }, act)
    if (issued === undefined) throw notFound()
    return c.json({ ...body, ...shownOneTimeSecret(issued) }, 201)
  }
}
