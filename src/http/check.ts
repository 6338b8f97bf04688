import type { Context } from 'hono'
import type { Environment } from './environment.ts'

/**
 * A step before a handler. It returns nothing to let the request pass, or answers it itself.
 *
 * @throws {Refusal} if the request is refused.
 */
export type Check = (c: Context<Environment>) => Passed | Promise<Passed>
type Passed = Response | undefined

/** Answers a request that has passed all checks. */
export type Answering = (c: Context<Environment>) => Response | Promise<Response>

/**
 * Puts checks before a handler, in their order. Unlike Hono's middleware, they make no promise unless one of
 * them has to wait.
 *
 * @param operation The operationId, by which the request is counted.
 */
export function behind(checks: readonly Check[], answer: Answering, operation?: string): Answering {
  const goOn = (c: Context<Environment>, next: number): Response | Promise<Response> => {
    for (let at = next; at < checks.length; at += 1) {
      const passed = checks[at]!(c)
      if (passed instanceof Promise) return passed.then((answered) => answered ?? goOn(c, at + 1))
      if (passed !== undefined) return passed
    }
    return answer(c)
  }
  return (c) => {
    if (operation !== undefined) c.env.outgoing.operation = operation
    return goOn(c, 0)
  }
}
