// Every date, number and flag of an answer is held to what was really done. The clock moves between the
// acts.
import { describe, expect, test } from 'vitest'
import { measuredMembers } from '../../contract/measured-members.ts'
import { contract } from '../../support/contract.ts'
import { databases } from '../../support/databases.ts'
import { ACCOUNTS } from './accounts.ts'
import { CLIENTS } from './clients.ts'
import { EVENTS } from './events.ts'
import { KEYS } from './keys.ts'
import { LIMITS } from './limits.ts'
import { LOCKS } from './locks.ts'
import { type Compared, type Measure, type Stage, startStage, tell } from './measure.ts'
import { PAGES } from './pages.ts'
import { SESSIONS } from './sessions.ts'
import { TOKENS } from './tokens.ts'

const MEASURES: Measure[] = [ACCOUNTS, SESSIONS, TOKENS, CLIENTS, KEYS, EVENTS, PAGES, LIMITS, LOCKS].flat()

test('each date, number, flag and cursor of the contract has a measure', () => {
  expect([...new Set(MEASURES.flatMap(({ members }) => members))].sort()).toEqual(measuredMembers(contract))
})

describe.each(databases)('on $name', (database) => {
  let shared: Promise<Stage> | undefined
  test.for(MEASURES)('$truth', async ({ members, alone = false, hold }) => {
    shared ??= startStage(database)
    const compared: Compared = new Map()
    await hold(tell(alone ? await startStage(database) : await shared, compared))
    for (const member of members) expect(compared.get(member)?.size ?? 0, `the values of ${member}`).toBeGreaterThan(1)
  })
})
