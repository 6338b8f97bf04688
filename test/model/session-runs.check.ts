// Runs of the session model against real services (docs/design/sessions.md#the-model). A failure names its
// seed; `MODEL_SEED=N scripts/check-model.sh` runs that one alone.
import { afterAll, describe, expect, test } from 'vitest'
import { databases, endFile } from '../support/databases.ts'
import { startService } from '../support/service.ts'
import { OTHER_CLIENT, POLICY } from './rules.ts'
import { CLOCK_ACTS, ENDINGS, runSession, THEFT } from './session-run.ts'

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
    const acts: string[] = []
    for (const seed of seeds) acts.push(...(await runSession(replicas, seed, ACTS_OF_RUN)).slice(1))
    console.log(`${kind}: ${seeds.length} runs, ${acts.length} acts, ${replicas.length} replicas, seeds from ${seeds[0]}`)
    // A run leaves out an act that the model does not know.
    if (only === undefined) expect([...CLOCK_ACTS, ...ENDINGS, THEFT].filter((act) => !acts.includes(act))).toEqual([])
    for (const replica of replicas) await replica.stop()
  })
})
