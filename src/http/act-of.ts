import type { Context } from 'hono'
import type { Act } from '../events/event.ts'
import type { System } from '../system.ts'
import type { Authenticated, Environment } from './environment.ts'
import type { OriginOf } from './origin.ts'

interface Needs {
  originOf: OriginOf
  system: System
}

/** Who does it, from where and when, for the audit trail. Of an operation that needs a token. */
export const actOf = (c: Context<Environment> & Authenticated, needs: Needs): Act => ({ ...ownActOf(c, needs), actor: c.var.caller.sub })

/** The same of what somebody does to what is their own, where nobody else is told of. */
export const ownActOf = (c: Context<Environment>, { originOf, system }: Needs): Act => ({
  atMs: system.nowMs(),
  address: originOf(c).address,
})
