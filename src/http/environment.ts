import type { IncomingMessage } from 'node:http'
import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'
import type { NamedResponse } from './response-headers.ts'

/** Node's own side of a request. */
export interface Bindings {
  incoming: IncomingMessage
  outgoing: NamedResponse
}

/** What a handler finds in its context besides the request. */
export interface Environment {
  Bindings: Bindings
  Variables: {
    /** The body, where it had to be read to know how long it is. */
    body: Buffer | undefined
    /** Whom the access token speaks for. Present on every operation that the contract opens to a token alone. */
    caller: AccessTokenClaims
    /** The id of the client that has authenticated, or named itself where it needs no more. */
    client: string
  }
}
