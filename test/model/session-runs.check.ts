// Runs of the session model against real services (docs/design/sessions.md#the-model). A failure names its
// seed; `MODEL_SEED=N scripts/check-model.sh` runs that one alone.
import { afterAll, describe, expect, test } from 'vitest'
import { databases, endFile } from '../support/databases.ts'
import { startService } from '../support/service.ts'
import { OTHER_CLIENT, POLICY } from './rules.ts'
import { runSession } from './session-run.ts'

const RUNS = 500
const ACTS_OF_RUN = 10

const only = process.env.MODEL_SEED
const first = Math.floor(Math.random() * 1e6) * RUNS
const seeds = only === undefined ? Array.from({ length: RUNS }, (_, index) => first + index) : [Number(only)]

afterAll(endFile)

describe.each(databases)('on $name', ({ kind, fresh }) => {
  test('every answer is one that the model allows (R 3–6, R 10)', async () => {
    const { config: database } = await fresh()
    const config = { session: POLICY, throttle: false }
    const service = await startService(database, { config })
    const replicas = kind === 'postgres' ? [service, await startService(database, { config, system: service.system })] : [service]
    await service.addClient(OTHER_CLIENT, { confidential: false, grants: ['refresh_token'], authMethods: ['none'], scope: 'of_user' })
    let acts = 0
    for (const seed of seeds) acts += (await runSession(replicas, seed, ACTS_OF_RUN)).length - 1
    console.log(`${kind}: ${seeds.length} runs, ${acts} acts, ${replicas.length} replicas, seeds from ${seeds[0]}`)
    expect(acts).toBeGreaterThan(seeds.length)
    for (const replica of replicas) await replica.stop()
  })
})
