import type { HttpBindings } from '@hono/node-server'
import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'

/** What a handler finds in its context besides the request. */
export interface Environment {
  Bindings: HttpBindings
  Variables: {
    /** Names the request in the log and in `X-Request-Id`. */
    requestId: string
    /** The body, where it had to be read to know how long it is. */
    body: Buffer | undefined
    /** Whom the access token speaks for. Present on every operation that the contract opens to a token alone. */
    caller: AccessTokenClaims
  }
}
