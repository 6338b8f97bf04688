import type { routes } from '#generated/routes.ts'
import type { SessionRevocation } from '../../sessions/session-revocation.ts'
import type { System } from '../../system.ts'
import { ownActOf } from '../act-of.ts'
import { personOf } from '../bearer-authentication.ts'
import type { Environment } from '../environment.ts'
import type { OperationHandler } from '../operation-handler.ts'
import type { OriginOf } from '../origin.ts'

/** Ends the session that the token is of. One that someone else has ended meanwhile is ended, too. */
export function logOut({
  sessionLogOut,
  originOf,
  system,
}: {
  sessionLogOut: SessionRevocation
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.logOut, Environment> {
  return async (c) => {
    await sessionLogOut(personOf(c.var.caller).sessionId, ownActOf(c, { originOf, system }))
    return c.body(null, 204)
  }
}
