import { type AssertionAudience, DEFAULT_ASSERTION_MAX_SECONDS } from './assertion-claims.ts'
import type { AuthMethod, Client, GrantType } from './client.ts'
import type { ClientDescription, ClientProblem } from './client-problem.ts'
import { givenSecretProblem } from './client-secret.ts'

/** A client to be registered. What is absent follows from the rest. */
export interface NewClient {
  id: string
  confidential?: boolean | undefined
  grants?: readonly GrantType[] | undefined
  scope?: Client['scope'] | undefined
  audiences?: readonly string[] | undefined
  identifiers?: readonly string[] | undefined
  authMethods?: readonly AuthMethod[] | undefined
  jwks?: Client['jwks'] | undefined
  assertionAudience?: AssertionAudience | undefined
  assertionMaxSeconds?: number | undefined
  /** A secret from elsewhere. If it is absent and the client needs one, the service makes it. */
  secret?: string | undefined
  /** Whether the client is disabled until somebody enables it. */
  disabled?: boolean | undefined
}

/**
 * Fills in what was left open. A confidential client becomes a service for itself, a public one a front
 * end that logs people in.
 */
export function described({ id, confidential = true, secret, jwks = null, ...wanted }: NewClient): ClientDescription {
  const grants = wanted.grants ?? (confidential ? ['client_credentials'] : ['password', 'refresh_token'])
  const bySecret: AuthMethod[] = jwks === null || secret !== undefined ? ['client_secret_basic', 'client_secret_post'] : []
  const byKeys: AuthMethod[] = jwks === null ? [] : ['private_key_jwt']
  return {
    id,
    confidential,
    grants,
    // A client that logs people in may have what they have. A service for itself has only what it was given.
    scope: wanted.scope ?? (grants.includes('password') ? 'of_user' : []),
    audiences: wanted.audiences ?? [],
    identifiers: wanted.identifiers ?? [],
    authMethods: wanted.authMethods ?? (confidential ? [...bySecret, ...byKeys] : ['none']),
    jwks,
    assertionAudience: wanted.assertionAudience ?? 'issuer',
    assertionMaxSeconds: wanted.assertionMaxSeconds ?? DEFAULT_ASSERTION_MAX_SECONDS,
  }
}

/** Whether the client may authenticate by a secret. */
export const takesSecret = ({ authMethods }: Pick<Client, 'authMethods'>): boolean =>
  authMethods.includes('client_secret_basic') || authMethods.includes('client_secret_post')

/** Returns what is wrong with a given secret. */
export function givenSecretProblems(client: ClientDescription, secret: string | undefined): ClientProblem[] {
  if (secret === undefined) return []
  const problem = takesSecret(client) ? givenSecretProblem(secret) : 'must not be given: the client does not authenticate by one'
  return problem === undefined ? [] : [{ member: 'secret', problem }]
}
