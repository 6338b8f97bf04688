import type { RefusalLimiter } from '../throttle/refusal-limiter.ts'
import type { Revocation } from './revocation.ts'

/**
 * The same, with a bound on what a public client revokes in vain at an address (REQUIREMENTS L 8): anybody can be one. A confidential client is known by its
 * authentication, and may well give up many tokens that are dead already.
 */
export const limitedRevocation =
  (revocation: Revocation, limiter: RefusalLimiter): Revocation =>
  (client, token, caller) => {
    const revoke = () => revocation(client, token, caller)
    if (client.confidential) return revoke()
    return limiter.guard({ clientId: client.id, addressKey: caller.addressKey }, revoke, (wasAlive) => !wasAlive)
  }
