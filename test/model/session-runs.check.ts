// Runs of the session model against real services (docs/design/sessions.md#the-model). A failure names its
// seed; `MODEL_SEED=N scripts/check-model.sh` makes that one alone.
import { afterAll, describe, expect, test } from 'vitest'
import { killServing } from '../faults/serving.ts'
import { databases, endFile } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'
import { startKillable } from './killable-services.ts'
import { OTHER_CLIENT, POLICY } from './rules.ts'
import type { Subject } from './run-requests.ts'
import { beginRun, CLOCK_ACTS, ENDINGS, THEFT } from './session-run.ts'

const RUNS = 490
const KILLED_RUNS = 10
const MAX_KILLED_RUNS = 30
const ACTS_OF_RUN = 10
/** Few, because many sessions end within more. */
const ACTS_BEFORE_KILL = 3
const ACTS_AFTER_KILL = 5

const only = process.env.MODEL_SEED
const seedsFrom = (from: number, count: number) =>
  only === undefined ? Array.from({ length: count }, (_, index) => from + index) : [Number(only)]

afterAll(endFile)
afterAll(killServing)

const subjectOf = (replicas: readonly [RunningService, ...RunningService[]]): Subject => {
  const [{ system, addUser, service }] = replicas
  const setDisabled = async (userId: string, disabled: boolean) =>
    void (await service.userAdministration.change(userId, { disabled }, { atMs: system.nowMs() }))
  return { replicas, system, addUser, setDisabled }
}

describe.each(databases)('on $name', ({ kind, fresh }) => {
  const first = Math.floor(Math.random() * 1e6) * (RUNS + MAX_KILLED_RUNS)

  test('every answer is one that the model allows (R 3–6, R 10)', async () => {
    const { config: database } = await fresh()
    const config = { session: POLICY, throttle: false }
    const service = await startService(database, { config })
    const others = kind === 'postgres' ? [await startService(database, { config, system: service.system })] : []
    await service.addClient(OTHER_CLIENT, { confidential: false, grants: ['refresh_token'], authMethods: ['none'], scope: 'of_user' })
    const acts: string[] = []
    const seeds = seedsFrom(first, RUNS)
    for (const seed of seeds) {
      const run = await beginRun(subjectOf([service, ...others]), seed)
      for (let act = 0; act < ACTS_OF_RUN; act += 1) await run.act()
      acts.push(...run.trace.slice(1))
    }
    console.log(`${kind}: ${seeds.length} runs, ${acts.length} acts, ${1 + others.length} replicas, seeds from ${seeds[0]}`)
    // A run leaves out an act that the model does not know.
    if (only === undefined) expect([...CLOCK_ACTS, ...ENDINGS, THEFT].filter((act) => !acts.includes(act))).toEqual([])
    for (const replica of [service, ...others]) await replica.stop()
  })

  test('after a `kill -9` amid parallel acts a new process continues (R 3–6, F 1)', async () => {
    const replicas = kind === 'postgres' ? 2 : 1
    const services = await startKillable(await fresh(), replicas)
    const seeds = seedsFrom(first + RUNS, MAX_KILLED_RUNS)
    let [kills, answered, cut] = [0, 0, 0]
    // If a kill always comes too early or too late, it proves nothing.
    const isEnough = () => kills >= KILLED_RUNS && answered > 0 && cut > 0
    for (const seed of seeds) {
      if (isEnough()) break
      const killed = kills % replicas
      const run = await beginRun(services, seed)
      for (let act = 0; act < ACTS_BEFORE_KILL; act += 1) await run.act()
      const crashed = await run.crash(services.victim(killed))
      kills += 1
      answered += crashed.answered
      cut += crashed.cut
      await services.restart(killed)
      await run.checkAll()
      for (let act = 0; act < ACTS_AFTER_KILL; act += 1) await run.act()
    }
    console.log(`${kind}: ${kills} kills, ${cut} requests cut off and ${answered} answered, seeds from ${seeds[0]}`)
    if (only === undefined) expect(isEnough()).toBe(true)
    await services.stop()
  })
})
