import { Refusal } from '../errors.ts'
import type { Caller } from '../events/event.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { System } from '../system.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { Client } from './client.ts'
import { isClientId } from './client.ts'
import { assertedClientId } from './client-assertion.ts'
import type { ClientAuthentication, Presented } from './client-authentication.ts'

/** Throws `invalid_client`, or `too_many_requests`. */
export type LimitedClientAuthentication = (presented: Presented, caller: Caller) => Promise<Client>

/**
 * Client authentication, with a bound on what is refused for each client that is named, way of authenticating and address (REQUIREMENTS L 8). What is refused to a client
 * that there is goes into the audit trail too.
 */
export const limitedClientAuthentication =
  (
    authenticate: ClientAuthentication,
    { limiter, refusals, system }: { limiter: RefusalLimiter; refusals: RefusalTally; system: System },
  ): LimitedClientAuthentication =>
  async (presented, { address, addressKey }) => {
    const authenticateOnce = async () => {
      const answer = await orRefusal(authenticate(presented))
      const clientId = isRefused(answer) ? answer.details.whom?.client : undefined
      if (clientId !== undefined) refusals.add({ type: 'client_refused', atMs: system.nowMs(), clientId, address })
      return answer
    }
    const clientId = `${presented.method} ${namedClient(presented)}`
    const answer = await limiter.guard({ clientId, addressKey }, authenticateOnce, isRefused)
    if (isRefused(answer)) throw answer
    return answer
  }

const isRefused = (answer: Client | Refusal): answer is Refusal => answer instanceof Refusal

const orRefusal = (authenticated: Promise<Client>): Promise<Client | Refusal> =>
  authenticated.catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'invalid_client') return error
    throw error
  })

/** Whatever cannot be a client's id counts as one: what is remembered has a bounded length. */
function namedClient(presented: Presented): string {
  const id = presented.method === 'private_key_jwt' ? assertedClientId(presented.assertion) : presented.id
  return id !== undefined && isClientId(id) ? id : ''
}
