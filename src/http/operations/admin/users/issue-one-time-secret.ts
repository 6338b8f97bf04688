import type { routes } from '#generated/routes.ts'
import { ONE_TIME_SECRET_HOURS } from '../../../../accounts/one-time-secret.ts'
import type { OneTimeSecretIssue } from '../../../../accounts/one-time-secret-issue.ts'
import { isUserId } from '../../../../accounts/user.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import { notFound } from '../../../not-found.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'
import { oneTimeSecretView } from '../../wire/user-view.ts'

/** Resets the password of an account: nobody but its owner ever knows the next one. */
export function issueOneTimeSecret({
  issueOneTimeSecret: issue,
  callerOf,
  system,
}: {
  issueOneTimeSecret: OneTimeSecretIssue
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.issueOneTimeSecret, Environment> {
  return async (c) => {
    const { user_id: userId } = c.req.valid('param')
    const { valid_hours: validHours = ONE_TIME_SECRET_HOURS } = c.req.valid('json')
    const issued = isUserId(userId) ? await issue({ userId, lifeMs: validHours * 3_600_000 }, actOf(c, { callerOf, system })) : undefined
    if (issued === undefined) throw notFound()
    return c.json(oneTimeSecretView(issued), 201)
  }
}
