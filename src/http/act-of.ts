import type { Context } from 'hono'
import type { Act } from '../events/event.ts'
import type { System } from '../system.ts'
import type { Environment } from './environment.ts'
import type { OriginOf } from './origin.ts'

/** Who does it, from where and when, for the audit trail. Of an operation that needs a token. */
export const actOf = (c: Context<Environment>, { originOf, system }: { originOf: OriginOf; system: System }): Act => ({
  atMs: system.nowMs(),
  actor: c.var.caller.sub,
  address: originOf(c).address,
})
