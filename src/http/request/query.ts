import type { RouteConfig } from '@hono/zod-openapi'
import { Refusal } from '../../errors.ts'
import type { Check } from '../check.ts'
import { pointerTo, UNKNOWN_PARAMETER } from '../validation-refusals.ts'

/**
 * The operations that reach beyond the caller. If they ignored a parameter, they might show or change more
 * than was meant.
 */
const STRICT = '/admin/'
const MAX_NAMED = 10
const MAX_NAME_LENGTH = 100

/**
 * Refuses a query parameter that an administrative operation does not have. Other operations ignore
 * unknown parameters.
 */
export function knownQuery({ path, request }: RouteConfig): Check[] {
  if (!path.startsWith(STRICT)) return []
  const { shape = {} } = (request?.query ?? {}) as { shape?: Record<string, unknown> }
  const guard: Check = (c) => {
    // `c.req.queries()` would leave out a parameter whose name is empty.
    const names = new Set(new URL(c.req.url).searchParams.keys())
    const unknown = [...names].filter((name) => !Object.hasOwn(shape, name))
    if (unknown.length === 0) return
    const errors = unknown
      .slice(0, MAX_NAMED)
      .map((name) => ({ pointer: pointerTo([name.slice(0, MAX_NAME_LENGTH)]), detail: UNKNOWN_PARAMETER }))
    throw new Refusal('validation_failed', 'The request is not valid.', { errors })
  }
  return [guard]
}
