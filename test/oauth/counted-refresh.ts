import { builtInClient, type Client } from '../../src/clients/client.ts'
import { createClientDirectory } from '../../src/clients/client-directory.ts'
import type { Database } from '../../src/data/database.ts'
import { createAccessTokens } from '../../src/oauth/access-token.ts'
import type { PresentedToken } from '../../src/oauth/presented-token.ts'
import { createRefresh } from '../../src/oauth/refresh.ts'
import { newOutcomeCounts } from '../../src/ops/metrics/outcomes.ts'
import { createIdempotencyKeys } from '../../src/sessions/idempotency-key.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { createRefusalLimiter } from '../../src/throttle/refusal-limiter.ts'
import { ISSUER, type RunningService, SECRET, testConfig } from '../support/service.ts'
import { createStores } from '../support/stores.ts'

const CALLER = { address: '192.0.2.1', addressKey: '192.0.2.1', device: undefined }

/** Builds a refresh as the service does, on its own connection, and records its calls. */
export function countedRefresh({ system, service }: RunningService, database: Database) {
  const asked: ('open' | 'read' | 'rotate')[] = []
  const stores = createStores(database)
  const counted =
    <A extends unknown[], R>(what: (typeof asked)[number], ask: (...args: A) => R) =>
    (...args: A): R => {
      asked.push(what)
      return ask(...args)
    }
  const { findStanding, rotate, ...others } = stores.sessions
  const sessions = { ...others, findStanding: counted('read', findStanding), rotate: counted('rotate', rotate) }
  const tokens = createRefreshTokens(SECRET)
  const refreshTokens = { ...tokens, open: counted('open', tokens.open) }
  const clients = createClientDirectory({ store: stores.clients, defaultClientOn: true, audience: [] })
  const { keys } = service
  const needs = { issuer: ISSUER, sessions, clients, system }
  const accessTokens = createAccessTokens({ ...needs, ttlSeconds: 900, ring: keys, revokedTokens: stores.revokedTokens })
  const refresh = createRefresh({
    ...needs,
    accessTokens,
    refreshTokens,
    idempotencyKeys: createIdempotencyKeys(SECRET),
    keys,
    limiter: createRefusalLimiter(system),
    counts: newOutcomeCounts().refreshes,
    policy: testConfig({ kind: 'sqlite', file: '' }).session,
  })
  return { asked, refresh: (presented: PresentedToken) => refresh(presented, { caller: CALLER }) }
}

export const byForm = (refreshToken: string, client: Client = builtInClient([])): PresentedToken => ({
  kind: 'form',
  client,
  refreshToken,
  resources: [],
})
export const asBearer = (token: string): PresentedToken => ({ kind: 'bearer', token })
