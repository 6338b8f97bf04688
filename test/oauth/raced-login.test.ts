// A change that ends sessions also ends a login whose password is being hashed (REQUIREMENTS R 10, R 11).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createArgon2Hasher } from '../../src/accounts/hashing/argon2-hasher.ts'
import { createHashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import type { PasswordHasher } from '../../src/accounts/hashing/password-hasher.ts'
import { createPasswordAuthentication } from '../../src/accounts/password-authentication.ts'
import { builtInClient } from '../../src/clients/client.ts'
import { createClientDirectory } from '../../src/clients/client-directory.ts'
import { createRestorationStore } from '../../src/data/restoration.ts'
import { createRefusalTally } from '../../src/events/refusal-tally.ts'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import { createKeyRing } from '../../src/keys/key-ring.ts'
import { createAccessTokens } from '../../src/oauth/access-token.ts'
import { ACCESS_TOKEN_TYP } from '../../src/oauth/access-token-claims.ts'
import { createPasswordGrant } from '../../src/oauth/password-grant.ts'
import { newOutcomeCounts } from '../../src/ops/metrics/outcomes.ts'
import { createEpochRestoration } from '../../src/sessions/epoch-restoration.ts'
import { createRefreshTokens } from '../../src/sessions/refresh-token.ts'
import { noThrottle } from '../../src/throttle/login-throttle.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { ISSUER, PASSWORD, type RunningService, SECRET, startService, testConfig } from '../support/service.ts'
import { createStores } from '../support/stores.ts'

const ORIGIN = { address: '192.0.2.1', addressKey: '192.0.2.1', device: undefined }

/**
 * Creates a hasher that verifies only when the test allows it. When `asked` resolves, everything before the
 * hash is done.
 */
function waitingHasher(hasher: PasswordHasher) {
  const [asked, allowed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const waiting: PasswordHasher = {
    ...hasher,
    async verify(...of) {
      asked.resolve()
      await allowed.promise
      return hasher.verify(...of)
    },
  }
  return { waiting, asked: asked.promise, go: allowed.resolve }
}

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await database.fresh()
    s = await startService(fresh.config)
  })
  afterAll(() => s.stop())

  /** Wires the password grant of a replica as `service.ts` does, with this hasher. */
  async function replicaWith(hasher: PasswordHasher) {
    const { system } = s
    const opened = await fresh.open()
    const { state, users, events, sessions, ...stores } = createStores(opened)
    const material = createKeyMaterial(SECRET)
    const ring = createKeyRing({ store: stores.keys, material, typ: ACCESS_TOKEN_TYP, system })
    await ring.refresh()
    const clients = createClientDirectory({ store: stores.clients, defaultClientOn: true, audience: [] })
    const accessTokens = createAccessTokens({
      issuer: ISSUER,
      ttlSeconds: 900,
      ring,
      sessions,
      revokedTokens: stores.revokedTokens,
      clients,
      system,
    })
    const authenticate = createPasswordAuthentication({
      users,
      state,
      hasher,
      throttle: noThrottle,
      system,
      alarm: () => {},
    })
    const logIn = createPasswordGrant({
      counts: newOutcomeCounts().logins,
      authenticate,
      sessions,
      accessTokens,
      refreshTokens: createRefreshTokens(SECRET),
      keys: ring,
      refusals: createRefusalTally(events),
      issuer: ISSUER,
      policy: testConfig(fresh.config).session,
      ttlSeconds: 900,
      system,
    })
    const restoreEpoch = createEpochRestoration({ store: createRestorationStore(opened), ring, material, alg: 'ES256', system })
    return { logIn, restoreEpoch }
  }

  const act = () => ({ atMs: s.system.nowMs() })
  const argon2 = () =>
    createArgon2Hasher({
      parameters: testConfig(fresh.config).password.argon2,
      queue: createHashQueue({ concurrency: 1, maxWaiting: 1 }),
      system: s.system,
    })

  test.each<[string, (id: string, restoreEpoch: () => Promise<unknown>) => Promise<unknown>]>([
    ['nothing', async () => {}],
    ['restore-epoch', (_, restoreEpoch) => restoreEpoch()],
    [
      'disabling and enabling',
      async (id) => {
        for (const disabled of [true, false]) await s.service.userAdministration.change(id, { disabled }, act())
      },
    ],
    ['logging out everywhere', (id) => s.service.users.endSessions(id, act())],
  ])('during the hash, a login is ended by %s (R 10, R 11)', async (what, end) => {
    const username = `raced by ${what}`
    const id = await s.addUser(username)
    const { waiting, asked, go } = waitingHasher(argon2())
    const { logIn, restoreEpoch } = await replicaWith(waiting)
    const login = logIn({ client: builtInClient([]), username, password: PASSWORD, resources: [], caller: ORIGIN })
    await asked
    await end(id, () => restoreEpoch(act()))
    go()
    const issued = await login
    if (issued.kind !== 'issued') throw new Error('the login was refused')
    const alive = what === 'nothing'
    expect((await s.get('/protected', issued.accessToken.token)).status).toBe(alive ? 200 : 401)
    expect((await s.refresh(issued.refreshToken!.token)).status).toBe(alive ? 200 : 400)
  })
})
