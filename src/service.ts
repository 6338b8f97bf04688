/**
 * The composition root: the one place that knows every room.
 *
 * @module
 */

import { availableParallelism } from 'node:os'
import { createCommonPasswords } from './accounts/common-passwords.ts'
import { createOneTimeSecrets } from './accounts/one-time-secret.ts'
import { createOneTimeSecretIssue } from './accounts/one-time-secret-issue.ts'
import { createPasswordAuthentication } from './accounts/password-authentication.ts'
import { createPasswordChange } from './accounts/password-change.ts'
import { createPasswordPolicy } from './accounts/password-policy.ts'
import { createPasswordReset } from './accounts/password-reset.ts'
import { createRegistration } from './accounts/registration.ts'
import { createServiceHasher } from './accounts/service-hasher.ts'
import { createUserAdministration, type UserAdministration } from './accounts/user-administration.ts'
import type { UserStore } from './accounts/user-store.ts'
import { createClientAdministration } from './clients/client-administration.ts'
import { createClientAssertions } from './clients/client-assertion.ts'
import { createClientAuthentication } from './clients/client-authentication.ts'
import { createClientDirectory } from './clients/client-directory.ts'
import { createClientSecrets } from './clients/client-secret.ts'
import type { ClientStore } from './clients/client-store.ts'
import { confidentialOnly } from './clients/confidential-client.ts'
import { limitedClientAuthentication } from './clients/limited-authentication.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './data/database.ts'
import { ensureSchema } from './data/migrations.ts'
import { createStores } from './data/stores.ts'
import { createThrottleStore } from './data/throttle.ts'
import { createRefusalTally } from './events/refusal-tally.ts'
import { createApp } from './http/app.ts'
import { createClientAddress } from './http/client-address.ts'
import { readContractDocument } from './http/contract-document.ts'
import { createDocsPage } from './http/docs-page.ts'
import { createHandlers } from './http/handlers.ts'
import { createOrigin } from './http/origin.ts'
import { createKeyAdministration, type KeyAdministration } from './keys/key-administration.ts'
import { createKeyMaterial } from './keys/key-material.ts'
import { createKeyRing, createPublishedKeys, type KeyRing } from './keys/key-ring.ts'
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
import { createRefreshTokenGrant } from './oauth/refresh-token-grant.ts'
import { createRevocation } from './oauth/revocation.ts'
import { createHousekeeping, type Housekeeping } from './ops/housekeeping.ts'
import { createReadinessCheck } from './ops/readiness.ts'
import { createStorageWatch } from './ops/storage-watch.ts'
import { createIdempotencyKeys } from './sessions/idempotency-key.ts'
import { epochFollowingKeys, followingKeys } from './sessions/key-following.ts'
import { createRefreshTokens } from './sessions/refresh-token.ts'
import { createSessionRefresh } from './sessions/session-refresh.ts'
import { createSessionRevocation } from './sessions/session-revocation.ts'
import type { SessionStore } from './sessions/session-store.ts'
import type { System } from './system.ts'
import { throttleRules } from './throttle/backoff.ts'
import { createLoginThrottle, noThrottle } from './throttle/login-throttle.ts'
import { createRefusalLimiter, noRefusalLimiter } from './throttle/refusal-limiter.ts'

export interface Service {
  app: ReturnType<typeof createApp>
  users: UserStore
  sessions: SessionStore
  clients: ClientStore
  userAdministration: UserAdministration
  keys: KeyRing
  keyAdministration: KeyAdministration
  housekeeping: Housekeeping
  /** Waits for what is under way, and closes the database. */
  close(): Promise<void>
}

interface Ingredients {
  config: Config
  secret: ServiceSecret
  system: System
  log: Log
}

/** Opens the database, brings it up to date and wires the service. Throws, with the database closed, where the service cannot start. */
export async function createService(ingredients: Ingredients): Promise<Service> {
  const database = await openDatabase(ingredients.config.database, { watch: createStorageWatch(ingredients) })
  try {
    await ensureSchema(database, ingredients.config)
    return await wire(database, ingredients)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function wire(database: Database, { config, secret, system, log }: Ingredients): Promise<Service> {
  const { clients: clientStore, events, keys: keyStore, oneTimeSecrets, services, state, users, ...stores } = createStores(database)
  const material = createKeyMaterial(secret)
  const keys = createKeyRing({ store: keyStore, material, system })
  const rotateKeys = createKeyRotation({ ring: keys, store: keyStore, material, alg: config.signingAlg, system })
  await rotateKeys()
  const keyAdministration = createKeyAdministration({ store: keyStore, material, alg: config.signingAlg })

  const epochs = epochFollowingKeys(state, keys)
  const sessions = followingKeys(stores.sessions, keys)
  const clients = createClientDirectory({ store: clientStore, defaultClientOn: config.defaultClient, audience: config.audience })
  const refreshTokens = createRefreshTokens(secret)
  const accessTokens = createAccessTokens({
    issuer: config.issuer,
    ttlSeconds: config.accessTokenTtlSeconds,
    ring: keys,
    sessions,
    services,
    clients,
    system,
  })

  const hasher = createServiceHasher({ parameters: config.password.argon2, system, cores: availableParallelism() })
  const policy = createPasswordPolicy({ minLength: config.password.minLength, commonPasswords: createCommonPasswords() })
  const passwords = { users, hasher, policy, system }
  const userAdministration = createUserAdministration(passwords)
  const alarm = (sentence: string, user: string) => log.error(sentence, { user })
  const throttleStore = createThrottleStore(database, throttleRules)
  const throttle = config.throttle
    ? createLoginThrottle({ store: throttleStore, hmacKey: deriveKey(secret.current, 'throttle keys'), system })
    : noThrottle
  // One for each purpose: what is refused for one blocks nothing else.
  const newLimiter = () => (config.throttle ? createRefusalLimiter(system) : noRefusalLimiter)
  const limiter = newLimiter()
  const refusals = createRefusalTally(events)
  const authenticate = createPasswordAuthentication({ users, epochs, hasher, throttle, system, alarm })

  const refreshSession = createSessionRefresh({ sessions, idempotencyKeys: createIdempotencyKeys(secret), policy: config.session, system })
  const { issuer } = config
  const grants = { sessions, accessTokens, refreshTokens, keys, issuer, policy: config.session, system }
  const refreshTokenGrant = limitedRefreshTokenGrant(createRefreshTokenGrant({ refreshSession, ...grants }), limiter)
  const accessTokenRefresh = limitedAccessTokenRefresh(createAccessTokenRefresh({ clients, refreshSession, ...grants }), limiter)
  const assertions = createClientAssertions({ issuer, clients, store: clientStore, system })
  const clientSecrets = createClientSecrets(secret, system)
  const authenticateBy = createClientAuthentication({ clients, store: clientStore, secrets: clientSecrets, assertions, system })
  const oneTime = { store: oneTimeSecrets, secrets: createOneTimeSecrets(secret, system) }
  const app = createApp({
    accessTokens,
    issuer,
    cors: config.cors,
    docs: config.docs,
    log,
    handlers: createHandlers({
      issuer,
      clients,
      users,
      sessions,
      system,
      authenticateClient: limitedClientAuthentication(authenticateBy, { limiter: newLimiter(), refusals, system }),
      authenticateConfidentialClient: limitedClientAuthentication(confidentialOnly(authenticateBy), {
        limiter: newLimiter(),
        refusals,
        system,
      }),
      introspection: createIntrospection(grants),
      revocation: limitedRevocation(createRevocation({ services, ...grants }), newLimiter()),
      session: config.session,
      clientCredentialsGrant: createClientCredentialsGrant(grants),
      passwordGrant: createPasswordGrant({ authenticate, refusals, ...grants }),
      refreshTokenGrant,
      bearerRefresh: createBearerRefresh({ clients, refreshTokenGrant, accessTokenRefresh, ...grants }),
      changeOwnPassword: createPasswordChange({ authenticate, ...passwords }),
      registration: config.registration,
      register: createRegistration({ administration: userAdministration, throttle, system }),
      resetPasswordOnce: createPasswordReset({ throttle, refusals, ...oneTime, ...passwords }),
      issueOneTimeSecret: createOneTimeSecretIssue({ ...oneTime, ...passwords }),
      userAdministration,
      clientStore,
      clientAdministration: createClientAdministration({ clients: clientStore, secrets: clientSecrets, issuer, system }),
      keyAdministration,
      sessionRevocation: createSessionRevocation(sessions),
      events,
      publishedKeys: createPublishedKeys(keys),
      originOf: createOrigin(createClientAddress(config.trustedProxies)),
      checkReadiness: createReadinessCheck({ epochs, keys }),
      contract: readContractDocument(),
      docsPage: config.docs ? createDocsPage() : undefined,
    }),
  })
  const housekeeping = createHousekeeping({
    sessions,
    clients: clientStore,
    services,
    events,
    throttle: throttleStore,
    refusals,
    rotateKeys,
    log,
    system,
  })
  return {
    app,
    users,
    sessions,
    clients: clientStore,
    userAdministration,
    keys,
    keyAdministration,
    housekeeping,
    async close() {
      await housekeeping.stop()
      await database.close()
    },
  }
}
