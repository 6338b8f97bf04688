import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'
import type { Bindings } from './server/named-response.ts'

/** What a handler finds in its context besides the request. */
export interface Environment {
  Bindings: Bindings
  Variables: {
    /** The body, if it had to be read to know its length. */
    body: Buffer | undefined
    /**
     * The claims of the access token. Present if the contract lets nobody in without one; see
     * `Authenticated`.
     */
    claims: AccessTokenClaims | undefined
    /** The id of the client that has authenticated, or that has named itself if no more is needed. */
    client: string
  }
}

/** The context of an operation that the contract opens to a token alone. */
export interface Authenticated {
  readonly var: { readonly claims: AccessTokenClaims }
}
