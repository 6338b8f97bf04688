import { createClientDirectory } from '../../clients/client-directory.ts'
import type { Flags } from '../../config/read-values.ts'
import type { Config } from '../../config.ts'
import { createClientStore } from '../../data/clients.ts'
import type { Database } from '../../data/database.ts'
import { createRevokedTokenStore } from '../../data/revoked-tokens.ts'
import { createServiceStateStore } from '../../data/service-state.ts'
import { createSessionStore } from '../../data/sessions.ts'
import { createKeyStore } from '../../data/signing-keys.ts'
import { createKeyMaterial } from '../../keys/key-material.ts'
import { createKeyRing } from '../../keys/key-ring.ts'
import { createAccessTokens } from '../../oauth/access-token.ts'
import { createRefreshTokens } from '../../sessions/refresh-token.ts'
import { realSystem } from '../../system.ts'
import { withDatabase } from '../database.ts'
import { issuerOf } from '../issuer.ts'
import { provenSecret } from '../service-secret.ts'

export type Tokens = Awaited<ReturnType<typeof tokensOf>>

/** Tokens as the service issues and verifies them: with its issuer, its service secret and its signing keys. */
export const withTokens = <T>(flags: Flags, work: (tokens: Tokens, database: Database, config: Config) => Promise<T>): Promise<T> =>
  withDatabase(async (database, config, read) => {
    const issuer = await issuerOf(database, read)
    return work(await tokensOf(database, { ...config, issuer }), database, config)
  }, flags)

async function tokensOf(database: Database, config: Config) {
  const { issuer, audience, accessTokenTtlSeconds: ttlSeconds, defaultClient } = config
  const secret = await provenSecret(database, config)
  const system = realSystem
  const keys = createKeyRing({ store: createKeyStore(database), material: createKeyMaterial(secret), system })
  await keys.refresh()
  keys.requireOpened()
  const sessions = createSessionStore(database)
  const revokedTokens = createRevokedTokenStore(database)
  const clients = createClientDirectory({ store: createClientStore(database), defaultClientOn: defaultClient, audience })
  const accessTokens = createAccessTokens({ issuer, ttlSeconds, ring: keys, sessions, revokedTokens, clients, system })
  return {
    accessTokens,
    refreshTokens: createRefreshTokens(secret),
    sessions,
    revokedTokens,
    clients,
    state: createServiceStateStore(database),
    keys,
    issuer,
    ttlSeconds,
    system,
  }
}
