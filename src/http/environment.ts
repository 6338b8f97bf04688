import type { IncomingMessage } from 'node:http'
import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'
import type { NamedResponse } from './server/response-headers.ts'

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
    /** Whom the access token speaks for, where the contract lets nobody in without one; see `Authenticated`. */
    claims: AccessTokenClaims | undefined
    /** The id of the client that has authenticated, or named itself where it needs no more. */
    client: string
  }
}

/** The context of an operation that the contract opens to a token alone. */
export interface Authenticated {
  readonly var: { readonly claims: AccessTokenClaims }
}
