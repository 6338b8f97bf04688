// The service secret changes while replicas serve, in the two steps of docs/rotate-keys.md (REQUIREMENTS M 4,
// M 5).
import { describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import type { ServiceSecret } from '../../src/secret/service-secret.ts'
import { postgres } from '../support/databases.ts'
import { type Load, startLoad } from '../support/load.ts'
import { type Answer, basic, type RunningService, startService, type TestTokens } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

type Replicas = [RunningService, RunningService]

const [OLD, NEW] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)]
const FOR_ITSELF = { grant_type: 'client_credentials' }
const system = createTestSystem()
const start = (config: DatabaseConfig, secret: ServiceSecret) => startService(config, { secret, system })

function verdictOn(answers: Answer[]): string {
  const bad = answers.filter(({ status }) => status !== 200)
  return bad.length === 0 ? 'good' : bad.map(({ status, body }) => `${status} ${JSON.stringify(body)}`).join()
}

/** A user who logs in at one replica and refreshes at the other. Each token must work at both. */
function person(replicas: Replicas): () => Promise<string> {
  let tokens: TestTokens | undefined
  let turn = 0
  return async () => {
    const [here, there] = turn % 2 === 0 ? replicas : replicas.toReversed()
    turn += 1
    tokens ??= await here!.logIn('alice')
    const refreshed = await there!.refresh(tokens.refresh_token)
    if (refreshed.status !== 200) return verdictOn([refreshed])
    tokens = turn % 5 === 0 ? undefined : refreshed.body
    return verdictOn(await Promise.all(replicas.map((s) => s.get('/protected', refreshed.body.access_token))))
  }
}

const askAsClient = (s: RunningService, id: string, secret: string) => s.form('/token', FOR_ITSELF, basic(id, secret))

const client = (replicas: Replicas, id: string, secret: string) => async () => {
  const answers = await Promise.all(replicas.map((s) => askAsClient(s, id, secret)))
  if (answers.some(({ status }) => status !== 200)) return verdictOn(answers)
  return verdictOn(await Promise.all(replicas.map((s, at) => s.get('/protected', answers[1 - at]!.body.access_token))))
}

/** Replaces the replicas one after the other: the new one starts beside the old one, which then stops. */
async function replaceAll(load: Load<string>, replicas: Replicas, config: DatabaseConfig, secret: ServiceSecret) {
  for (const at of [0, 1] as const) {
    const before = replicas[at]
    await load.change(async () => {
      replicas[at] = await start(config, secret)
    })
    await load.change(async () => {
      await before.stop()
      // While the secrets differ, each replica seals the keys in its own way.
      for (const s of replicas) await s.service.housekeeping.run()
    })
    for (const path of ['/readyz', '/.well-known/jwks.json'])
      expect(verdictOn(await Promise.all(replicas.map((s) => s.get(path))))).toBe('good')
  }
}

describe.skipIf(postgres === null)('on PostgreSQL', () => {
  test('in two steps no request fails, and the old secret can go (M 4, M 5)', async () => {
    const { config } = await postgres!.fresh()
    const replicas: Replicas = [await start(config, { current: OLD }), await start(config, { current: OLD })]
    const [one] = replicas
    await one.addUser('alice')
    const [often, seldom] = [await one.addClient('often'), await one.addClient('seldom')]
    const unused = await one.logIn('alice')
    const load = startLoad([person(replicas), client(replicas, 'often', often)])

    await replaceAll(load, replicas, config, { current: OLD, previous: NEW })
    await replaceAll(load, replicas, config, { current: NEW, previous: OLD })
    // A token and a secret that nobody used meanwhile move while both secrets are given.
    const moved = await replicas[1].refresh(unused.refresh_token)
    expect(verdictOn([moved, await askAsClient(replicas[0], 'seldom', seldom)])).toBe('good')
    await replaceAll(load, replicas, config, { current: NEW })
    await load.stop()

    expect([...new Set(load.all.map(({ answer }) => answer))]).toEqual(['good'])
    const last = await Promise.all(replicas.map((s) => askAsClient(s, 'seldom', seldom)))
    expect(verdictOn([...last, await replicas[0].refresh(moved.body.refresh_token)])).toBe('good')
    await Promise.all(replicas.map((s) => s.stop()))
  })
})
