import { type AssertionAudience, DEFAULT_ASSERTION_MAX_SECONDS } from './assertion-claims.ts'
import type { AuthMethod, Client, GrantType } from './client.ts'
import type { ClientDescription, ClientProblem } from './client-problem.ts'
import { givenSecretProblem } from './client-secret.ts'

/** A client to be; what is absent is chosen by the rest. */
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
  /** One that is brought along; where it is absent and the client needs one, it is made. */
  secret?: string | undefined
  /** Whether it is kept out until it is enabled. */
  disabled?: boolean | undefined
}

/** The client with all that was left open: a service for itself or, where it is public, a front end that logs people in. */
export function described({ id, confidential = true, secret, jwks = null, ...asked }: NewClient): ClientDescription {
  const grants = asked.grants ?? (confidential ? ['client_credentials'] : ['password', 'refresh_token'])
  const bySecret: AuthMethod[] = jwks === null || secret !== undefined ? ['client_secret_basic', 'client_secret_post'] : []
  const byKeys: AuthMethod[] = jwks === null ? [] : ['private_key_jwt']
  return {
    id,
    confidential,
    grants,
    // Whoever logs people in may have what they have; a service for itself has nothing that it was not given.
    scope: asked.scope ?? (grants.includes('password') ? 'of_user' : []),
    audiences: asked.audiences ?? [],
    identifiers: asked.identifiers ?? [],
    authMethods: asked.authMethods ?? (confidential ? [...bySecret, ...byKeys] : ['none']),
    jwks,
    assertionAudience: asked.assertionAudience ?? 'issuer',
    assertionMaxSeconds: asked.assertionMaxSeconds ?? DEFAULT_ASSERTION_MAX_SECONDS,
  }
}

/** Whether the client may authenticate by a secret. */
export const takesSecret = ({ authMethods }: Pick<Client, 'authMethods'>): boolean =>
  authMethods.includes('client_secret_basic') || authMethods.includes('client_secret_post')

/** What keeps a secret from being given to the client. */
export function givenSecretProblems(client: ClientDescription, secret: string | undefined): ClientProblem[] {
  if (secret === undefined) return []
  const problem = takesSecret(client) ? givenSecretProblem(secret) : 'must not be given: the client does not authenticate by one'
  return problem === undefined ? [] : [{ member: 'secret', problem }]
}
