/**
 * The parts of the service, in the order in which each needs those before it; `service.ts` puts them together.
 *
 * @module
 */

import { availableParallelism } from 'node:os'
import { createCommonPasswords } from './accounts/blocked-password.ts'
import { createServiceHasher } from './accounts/hashing/service-hasher.ts'
import { createOneTimeSecretIssue, createOneTimeSecrets } from './accounts/one-time-secret.ts'
import { createPasswordAuthentication } from './accounts/password-authentication.ts'
import { createPasswordChange } from './accounts/password-change.ts'
import { createPasswordPolicy } from './accounts/password-policy.ts'
import { createPasswordReset } from './accounts/password-reset.ts'
import { createRegistration, createUserInvitation } from './accounts/registration.ts'
import { createUserAdministration } from './accounts/user-administration.ts'
import { createClientAdministration } from './clients/client-administration.ts'
import { createClientAssertions } from './clients/client-assertion.ts'
import { createClientAuthentication } from './clients/client-authentication.ts'
import { createClientDirectory } from './clients/client-directory.ts'
import { createClientSecrets } from './clients/client-secret.ts'
import { confidentialOnly } from './clients/confidential-client.ts'
import { limitedClientAuthentication } from './clients/limited-authentication.ts'
import type { Config } from './config.ts'
import type { Database } from './data/database.ts'
import type { Stores } from './data/stores.ts'
import { createThrottleStore } from './data/throttle.ts'
import { createRefusalTally } from './events/refusal-tally.ts'
import { createKeyAdministration } from './keys/key-administration.ts'
import { createKeyMaterial } from './keys/key-material.ts'
import { createKeyRing } from './keys/key-ring.ts'
import { createKeyRotation } from './keys/key-rotation.ts'
import { deriveKey, type ServiceSecret } from './keys/service-secret.ts'
import type { Log } from './log.ts'
import { createAccessTokens } from './oauth/access-token.ts'
import { createAccessTokenRefresh } from './oauth/access-token-refresh.ts'
import { createBearerRefresh } from './oauth/bearer-refresh.ts'
import { createClientCredentialsGrant } from './oauth/client-credentials-grant.ts'
import { createIntrospection } from './oauth/introspection.ts'
import { limitedAccessTokenRefresh, limitedRefreshTokenGrant } from './oauth/limited-refresh.ts'
import { limitedRevocation } from './oauth/limited-revocation.ts'
import { createPasswordGrant } from './oauth/password-grant.ts'
import { createRefreshTokenGrant, createTokenRefresh } from './oauth/refresh-token-grant.ts'
import { createRevocation } from './oauth/revocation.ts'
import { createIdempotencyKeys } from './sessions/idempotency-key.ts'
import { epochFollowingKeys, followingKeys } from './sessions/key-following.ts'
import { createRefreshTokens } from './sessions/refresh-token.ts'
import { createSessionRefresh } from './sessions/session-refresh.ts'
import type { System } from './system.ts'
import { throttleRules } from './throttle/backoff.ts'
import { createLoginThrottle, noThrottle } from './throttle/login-throttle.ts'
import { createRefusalLimiter, noRefusalLimiter } from './throttle/refusal-limiter.ts'

export interface Ingredients {
  config: Config
  secret: ServiceSecret
  system: System
  log: Log
}

/** What each part is made from, besides the parts before it. */
type Given = Ingredients & { database: Database; stores: Stores }

export type Keys = ReturnType<typeof wireKeys>
export type Accounts = ReturnType<typeof wireAccounts>
export type Clients = ReturnType<typeof wireClients>
export type Tokens = ReturnType<typeof wireTokens>

/** The signing keys. Whoever reads a session or an epoch here brings them to the version that the read saw. */
export function wireKeys({ config, secret, system, log, stores }: Given) {
  const material = createKeyMaterial(secret)
  const alarm = (kid: string) =>
    log.error(
      'The key that signs is sealed under a service secret that was not given here, so no token is issued. Start this service again with that secret as MINTMARK_SECRET or MINTMARK_SECRET_PREVIOUS.',
      { kid },
    )
  const keyRing = createKeyRing({ store: stores.keys, material, system, alarm })
  return {
    keyRing,
    rotateKeys: createKeyRotation({ ring: keyRing, store: stores.keys, material, alg: config.signingAlg, system }),
    keyAdministration: createKeyAdministration({ store: stores.keys, material, alg: config.signingAlg, system }),
    epochs: epochFollowingKeys(stores.state, keyRing),
    sessions: followingKeys(stores.sessions, keyRing),
  }
}

/** People: who they are, and how they show it. */
export function wireAccounts({ config, secret, system, log, database, stores }: Given, { epochs }: Pick<Keys, 'epochs'>) {
  const { users } = stores
  const hasher = createServiceHasher({ parameters: config.password.argon2, system, cores: availableParallelism() })
  const policy = createPasswordPolicy({ minLength: config.password.minLength, commonPasswords: createCommonPasswords() })
  const passwords = { users, hasher, policy, system }
  const throttleStore = createThrottleStore(database, throttleRules)
  const throttle = config.throttle
    ? createLoginThrottle({ store: throttleStore, hmacKey: deriveKey(secret.current, 'throttle keys'), system })
    : noThrottle
  const refusals = createRefusalTally(stores.events)
  const alarm = (sentence: string, user: string) => log.error(sentence, { user })
  const authenticate = createPasswordAuthentication({ users, epochs, hasher, throttle, system, alarm })
  const userAdministration = createUserAdministration(passwords)
  const oneTime = { store: stores.oneTimeSecrets, secrets: createOneTimeSecrets(secret, system) }
  return {
    throttleStore,
    refusals,
    authenticate,
    userAdministration,
    register: createRegistration({ administration: userAdministration, throttle, system }),
    passwordChange: createPasswordChange({ authenticate, ...passwords }),
    passwordReset: createPasswordReset({ throttle, refusals, ...oneTime, ...passwords }),
    issueOneTimeSecret: createOneTimeSecretIssue({ ...oneTime, ...passwords }),
    inviteUser: createUserInvitation({ administration: userAdministration, ...oneTime }),
  }
}

/** One for each purpose: what is refused for one blocks nothing else. */
const newLimiter = ({ config, system }: Given) => (config.throttle ? createRefusalLimiter(system) : noRefusalLimiter)

/** Who asks for tokens. */
export function wireClients(given: Given, { refusals }: Pick<Accounts, 'refusals'>) {
  const { config, secret, system, stores } = given
  const { issuer } = config
  const store = stores.clients
  const clients = createClientDirectory({ store, defaultClientOn: config.defaultClient, audience: config.audience })
  const assertions = createClientAssertions({ issuer, clients, store, system })
  const secrets = createClientSecrets(secret, system)
  const authentication = createClientAuthentication({ clients, store, secrets, assertions, system })
  const limited = (by: typeof authentication) => limitedClientAuthentication(by, { limiter: newLimiter(given), refusals, system })
  return {
    clients,
    clientAdministration: createClientAdministration({ store, secrets, issuer, system }),
    authenticateClient: limited(authentication),
    authenticateConfidentialClient: limited(confidentialOnly(authentication)),
  }
}

/** The tokens themselves: every way to get one, to ask about it and to give it up. */
export function wireTokens(given: Given, { keyRing, sessions }: Keys, { authenticate, refusals }: Accounts, { clients }: Clients) {
  const { config, secret, system, stores } = given
  const { issuer, session: policy } = config
  const { revokedTokens } = stores
  const ttlSeconds = config.accessTokenTtlSeconds
  const accessTokens = createAccessTokens({ issuer, ttlSeconds, ring: keyRing, sessions, revokedTokens, clients, system })
  const grants = { sessions, accessTokens, refreshTokens: createRefreshTokens(secret), keys: keyRing, issuer, policy, ttlSeconds, system }
  const refreshSession = createSessionRefresh({ sessions, idempotencyKeys: createIdempotencyKeys(secret), policy, system })
  const limiter = newLimiter(given)
  const refreshToken = createTokenRefresh({ refreshSession, ...grants })
  const refreshTokenGrant = limitedRefreshTokenGrant(createRefreshTokenGrant(refreshToken), limiter)
  const accessTokenRefresh = limitedAccessTokenRefresh(createAccessTokenRefresh({ clients, refreshSession, ...grants }), limiter)
  return {
    accessTokens,
    clientCredentialsGrant: createClientCredentialsGrant(grants),
    passwordGrant: createPasswordGrant({ authenticate, refusals, ...grants }),
    refreshTokenGrant,
    bearerRefresh: createBearerRefresh({ clients, refreshToken, accessTokenRefresh, limiter }),
    introspection: createIntrospection(grants),
    revocation: limitedRevocation(createRevocation({ revokedTokens, ...grants }), newLimiter(given)),
  }
}
