import type { Context } from 'hono'
import { Refusal } from '../../errors.ts'
import type { AccessTokens } from '../../oauth/access-token.ts'
import { type AccessTokenClaims, audienceOf, isForAlone } from '../../oauth/access-token-claims.ts'
import type { Verification } from '../../oauth/access-token-verification.ts'
import { isInEach } from '../../oauth/scope.ts'
import type { Check } from '../check.ts'
import type { Environment } from '../environment.ts'
import { principalsOf } from '../refusal-log.ts'
import { countHeader } from '../server/request-fault.ts'

/** A person, and the session that the token belongs to. */
export interface Person {
  userId: string
  username: string
  sessionId: string
}

/** What an operation requires of a token, as the contract says. */
export interface TokenRequirement {
  scope: readonly string[]
  /** The audience must be the issuer and nothing else. A token that another service sees too is refused. */
  exclusiveAudience: boolean
}

const INVALID = 'Invalid or expired token'

const SCHEME = 'bearer '

/** Returns the token without its scheme, without a pattern that would read all of it. */
function tokenOf(c: Context<Environment>): string | undefined {
  const { authorization = '' } = c.env.incoming.headers
  if (authorization.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined
  let from = SCHEME.length
  while (authorization[from] === ' ') from += 1
  return authorization.slice(from) || undefined
}

/** Whether the request has a Bearer token. */
export const hasBearerToken = (c: Context<Environment>): boolean => tokenOf(c) !== undefined

/**
 * Returns the token of the Authorization header (RFC 6750 §2.1; the scheme in any case).
 *
 * @returns undefined if there is no Bearer token.
 * @throws {Refusal} invalid_token if there are two Authorization headers.
 */
export function bearerToken(c: Context<Environment>): string | undefined {
  const token = tokenOf(c)
  if (token === undefined) return undefined
  // Node keeps the first of two headers, which may not be the one that the client means.
  if (countHeader(c.env.incoming.rawHeaders, 'authorization') > 1)
    throw new Refusal('invalid_token', INVALID, { cause: 'two Authorization headers' })
  return token
}

/**
 * Creates the check that lets a request through if it has a good access token. The check puts the claims of
 * the token into the context.
 *
 * @throws {Refusal} not_authenticated, invalid_token, forbidden or insufficient_scope.
 */
export function bearerAuthentication(
  { accessTokens, issuer }: { accessTokens: AccessTokens; issuer: string },
  requirement: TokenRequirement,
): Check {
  return (c) => {
    const token = bearerToken(c)
    if (token === undefined) throw new Refusal('not_authenticated', 'Not authenticated')
    const verification = accessTokens.verify(token)
    if (verification instanceof Promise) return verification.then((verified) => admit(c, verified, issuer, requirement))
    return admit(c, verification, issuer, requirement)
  }
}

function admit(c: Context<Environment>, verified: Verification, issuer: string, { scope, exclusiveAudience }: TokenRequirement): undefined {
  if (verified.kind !== 'alive') {
    const { problem, claims: dead } = verified
    throw new Refusal('invalid_token', INVALID, { cause: problem, ...(dead === undefined ? {} : { principals: principalsOf(dead) }) })
  }
  const { claims, bounds } = verified
  c.set('claims', claims)
  // A token for another service opens nothing here (RFC 8725 §3.9).
  if (!audienceOf(claims).includes(issuer)) {
    const challenge = `The token is for another audience. A token for this service is asked for with resource=${issuer}`
    throw new Refusal('invalid_token', INVALID, { cause: 'for another audience', challenge })
  }
  if (claims.cnf !== undefined) throw new Refusal('invalid_token', INVALID, { cause: 'bound to a key (RFC 9449 §7.2)' })
  if (exclusiveAudience && !isForAlone(claims, issuer)) {
    throw new Refusal('forbidden', `This needs a token for this service alone. Ask for one with resource=${issuer}`)
  }
  // A scope stops working at once if the user or the client loses it. The token may still carry it.
  if (scope.length > 0 && !isInEach(scope, [claims.scope, ...bounds])) {
    throw new Refusal('insufficient_scope', 'Not enough permissions', { scope: scope.join(' ') })
  }
}

/**
 * Returns the person behind the token.
 *
 * @throws {Refusal} forbidden if the token speaks for a service.
 */
export function personOf({ sub, sid, username }: AccessTokenClaims): Person {
  if (sid === undefined || username === undefined) throw new Refusal('forbidden', 'This needs the token of a person.')
  return { userId: sub, username, sessionId: sid }
}
