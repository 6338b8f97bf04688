import { createEventStore } from '../data/events.ts'
import { createRevokedTokenStore } from '../data/revoked-tokens.ts'
import { createAccessTokens } from '../oauth/access-token.ts'
import { createClientCredentialsGrant } from '../oauth/client-credentials-grant.ts'
import { createOperatorTokens } from '../oauth/operator-tokens.ts'
import { createOperatorRevocation } from '../oauth/revocation.ts'
import { createTokenInspection } from '../oauth/token-inspection.ts'
import { createRefreshTokens } from '../sessions/refresh-token.ts'
import type { Clients } from './clients.ts'
import type { GivenSecret } from './given.ts'
import type { Keys } from './keys.ts'

export type Tokens = ReturnType<typeof composeTokens>

/** Composes what issues and verifies access tokens and refresh tokens. */
export function composeTokens({ config, database, secret, system }: GivenSecret, { ring, sessions }: Keys, { directory }: Clients) {
  const { issuer, accessTokenTtlSeconds: ttlSeconds } = config
  const revokedTokens = createRevokedTokenStore(database)
  return {
    revokedTokens,
    accessTokens: createAccessTokens({ issuer, ttlSeconds, ring, sessions, revokedTokens, clients: directory, system }),
    refreshTokens: createRefreshTokens(secret),
  }
}

/** Composes what an operator does with tokens. Only commands use it; the service does not. */
export function composeOperatorTokens({ config, database, system }: GivenSecret, { ring: keys, sessions, state }: Keys, tokens: Tokens) {
  const { issuer, accessTokenTtlSeconds: ttlSeconds } = config
  const needs = { ...tokens, keys, sessions, state, issuer, ttlSeconds, system }
  return {
    issue: createOperatorTokens({
      clientCredentialsGrant: createClientCredentialsGrant(needs),
      events: createEventStore(database),
      ...needs,
    }),
    inspect: createTokenInspection({ ...needs, refreshGraceSeconds: config.session.refreshGraceSeconds }),
    revoke: createOperatorRevocation(needs),
  }
}
