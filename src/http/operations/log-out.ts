import type { routes } from '#generated/routes.ts'
import type { SessionRevocation } from '../../sessions/session-revocation.ts'
import type { System } from '../../system.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import { ownActOf } from '../request/act-of.ts'
import { personOf } from '../request/bearer.ts'
import type { CallerOf } from '../request/caller.ts'

/** Ends the session that the token is of. One that someone else has ended meanwhile is ended, too. */
export function logOut({
  sessionLogOut,
  callerOf,
  system,
}: {
  sessionLogOut: SessionRevocation
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.logOut, Environment> {
  return async (c) => {
    await sessionLogOut(personOf(c.var.claims).sessionId, ownActOf(c, { callerOf, system }))
    return c.body(null, 204)
  }
}
