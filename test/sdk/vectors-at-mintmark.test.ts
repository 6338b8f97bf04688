// The golden vectors, made with a running Mintmark's own keys and sent to its own routes. Mintmark refuses
// what it tells others to refuse.
import { expect, test } from 'vitest'
import { type Alg, PARAMETERS, type SigningPair } from '../../scripts/access-token-vectors/kit.ts'
import { generateVectors, type Vector } from '../../scripts/access-token-vectors/vectors.ts'
import { createKeyStore } from '../../src/data/signing-keys.ts'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import { sqlite } from '../support/databases.ts'
import { ISSUER, SECRET, startService } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'
import { getWith } from './raw-request.ts'

/**
 * Mintmark also checks that the token's session is alive, which a verifier cannot do. These vectors have no
 * live session.
 */
const ASKS_MORE = (vector: Vector) => vector.expected.claims?.sid !== undefined
/** The route for each scope. No route needs two scopes at once. */
const ROUTES: Record<string, string> = { '': '/protected', 'data:read': '/secure-data' }
const pathOf = ({ scope = '' }: Vector) => ROUTES[scope]

/** Creates a database with one key of each algorithm. The last one signs and the others are retiring. */
async function databaseWithKeys(nowMs: number) {
  const { config, open } = await sqlite.fresh()
  const database = await open()
  const [store, material] = [createKeyStore(database), createKeyMaterial(SECRET)]
  const pairs = {} as Record<Alg, SigningPair>
  for (const [at, alg] of (['RS256', 'EdDSA', 'ES256'] as const).entries()) {
    const key = await material.generate(alg, { publishedAtMs: nowMs - 5000 + at, signsFromMs: nowMs - 5000 + at })
    const { privateKey } = await material.open(key)
    pairs[alg] = {
      kid: key.kid,
      alg,
      publicJwk: JSON.parse(key.publicJwk),
      privateKey: privateKey.toCryptoKey(PARAMETERS[alg], false, ['sign']),
    }
    const { version } = await store.load()
    expect(await store.change(version, { insert: [key] }, { actor: 'command', atMs: nowMs })).toBe(true)
  }
  await database.close()
  return { config, pairs }
}

test('Mintmark answers every vector as its verifier does (J 1, J 2, J 3, J 4, J 5, J 6, J 7, J 8, J 9, J 11, B 1, B 2, B 3)', async () => {
  const system = createTestSystem()
  const { config, pairs } = await databaseWithKeys(system.nowMs())
  const s = await startService(config, { system })
  await s.addClient('shop', { scope: ['data:read'] })
  const { epoch: ce } = (await s.service.clients.find('shop'))!
  const parties = { issuer: ISSUER, audience: ISSUER, scope: 'data:read', clientId: 'shop', ownClaims: { ce }, pairs }
  const { vectors } = await generateVectors(parties, Math.floor(system.nowMs() / 1000))
  const asked = vectors.filter((vector) => pathOf(vector) !== undefined && !ASKS_MORE(vector))
  expect(vectors.length - asked.length).toBe(7)
  for (const vector of asked) {
    const { name, scope, authorization, expected } = vector
    const { status, challenge = '' } = await getWith(`${s.url}${pathOf(vector)}`, authorization)
    const error = /error="(\w+)"/.exec(challenge)?.[1]
    expect({ status, error, scope: / scope="([^"]*)"/.exec(challenge)?.[1] }, name).toEqual({
      status: expected.status,
      error: expected.error,
      scope: expected.status === 403 ? scope : undefined,
    })
  }
  for (const { name, authorization } of vectors.filter(ASKS_MORE)) {
    expect((await getWith(`${s.url}/protected`, authorization)).status, name).toBe(401)
  }
  await s.stop()
})
