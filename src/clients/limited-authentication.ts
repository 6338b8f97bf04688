import { Refusal } from '../errors.ts'
import type { Origin } from '../events/origin.ts'
import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { Client } from './client.ts'
import { isClientId } from './client.ts'
import { assertedClientId } from './client-assertion.ts'
import type { ClientAuthentication, Presented } from './client-authentication.ts'

/** Throws `invalid_client`, or `too_many_requests`. */
export type LimitedClientAuthentication = (presented: Presented, origin: Pick<Origin, 'addressKey'>) => Promise<Client>

/** Client authentication, with a bound on what is refused for each client that is named, way of authenticating and address (REQUIREMENTS L 8). */
export const limitedClientAuthentication =
  (authenticate: ClientAuthentication, limiter: RefusalLimiter): LimitedClientAuthentication =>
  async (presented, { addressKey }) => {
    const clientId = `${presented.method} ${namedClient(presented)}`
    const answer = await limiter.guard({ clientId, addressKey }, () => orRefusal(authenticate(presented)), isRefused)
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
