import type { AccessTokenClaims } from '../oauth/access-token-claims.ts'
import type { Bindings } from './server/named-response.ts'

/** What the context of a handler has besides the request. */
export interface Environment {
  Bindings: Bindings
  Variables: {
    /** The body, if it had to be read to learn its length. */
    body: Buffer | undefined
    /**
     * The claims of the access token. They are present if the operation requires a token; see
     * `Authenticated`.
     */
    claims: AccessTokenClaims | undefined
    /**
     * Checks the token again, as at the request. Present if an answer of the operation can be a stream.
     *
     * @throws {Refusal} if the token is not good any more.
     */
    askAgain: () => Promise<void>
    /** The id of the client that authenticated, or of a public client that named itself. */
    client: string
  }
}

/** The context of an operation that requires an access token. */
export interface Authenticated {
  readonly var: { readonly claims: AccessTokenClaims }
}
