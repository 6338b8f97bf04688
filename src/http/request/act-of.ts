import type { Context } from 'hono'
import type { Act } from '../../events/event.ts'
import type { System } from '../../system.ts'
import type { Authenticated, Environment } from '../environment.ts'
import type { CallerOf } from './caller.ts'

interface Needs {
  callerOf: CallerOf
  system: System
}

/** Who does it, from where and when, for the audit trail. Of an operation that needs a token. */
export const actOf = (c: Context<Environment> & Authenticated, needs: Needs): Act => ({ ...ownActOf(c, needs), actor: c.var.claims.sub })

/** The same of what somebody does to what is their own, where nobody else is told of. */
export const ownActOf = (c: Context<Environment>, { callerOf, system }: Needs): Act => ({
  atMs: system.nowMs(),
  address: callerOf(c).address,
})
