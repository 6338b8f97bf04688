// The limits of the throttle are settings, kept in the database for all replicas
// (docs/design/accounts-and-clients.md#lockout, REQUIREMENTS L 1, L 4, L 7).
import { afterAll, test as base, describe, expect } from 'vitest'
import type { ThrottleLimits } from '../../../src/throttle/limits.ts'
import { administrator } from '../../support/admin.ts'
import { databases, type FreshDatabase } from '../../support/databases.ts'
import { formFrom } from '../../support/from-address.ts'
import { PASSWORD, type RunningService, startService } from '../../support/service.ts'
import { createTestSystem, type TestSystem } from '../../support/test-system.ts'
import { DEFAULT_LIMITS } from '../../support/throttle-limits.ts'

const STRANGER = '127.0.0.3'
const LEAST: ThrottleLimits = { failures: 5, addressFailures: 10, firstDelayMs: 5000 }
const GREATEST: ThrottleLimits = { failures: 100, addressFailures: 1000, firstDelayMs: 300_000 }

describe.each(databases)('on $name', ({ fresh }) => {
  const running: RunningService[] = []
  afterAll(() => Promise.all(running.map((one) => one.stop())))
  const start = async ({ config }: FreshDatabase, throttleLimits: ThrottleLimits, system: TestSystem) => {
    const one = await startService(config, { config: { throttleLimits }, system })
    running.push(one)
    return one
  }
  const alone = async (limits: ThrottleLimits) => {
    const service = await start(await fresh(), limits, createTestSystem())
    await service.addUser('alice')
    return service
  }
  const guess = async (service: RunningService, password = 'wrong', username = 'alice') =>
    (await formFrom(STRANGER, `${service.url}/token`, { username, password })).status
  const guesses = async (service: RunningService, times: number) => {
    for (let made = 0; made < times; made += 1) expect(await guess(service)).toBe(401)
  }

  base('at the least limits, five failures cost 5 s, and each more the double (L 1)', async () => {
    const service = await alone({ ...LEAST, addressFailures: GREATEST.addressFailures })
    await guesses(service, 4)
    expect(await guess(service, PASSWORD)).toBe(200)
    await guesses(service, 5)
    expect(await guess(service, PASSWORD)).toBe(401)
    service.system.advanceSeconds(5)
    await guesses(service, 1)
    service.system.advanceSeconds(9)
    expect(await guess(service, PASSWORD)).toBe(401)
    service.system.advanceSeconds(1)
    expect(await guess(service, PASSWORD)).toBe(200)
  })

  base('at the least limits, ten failures lock an address (L 7)', async () => {
    const service = await alone(LEAST)
    for (let made = 0; made < 10; made += 1) expect(await guess(service, 'wrong', `nobody${made}`)).toBe(401)
    expect(await guess(service, PASSWORD)).toBe(429)
  })

  base('at the greatest limits, 99 failures are free, and the next one shuts for good (L 1)', async () => {
    const service = await alone(GREATEST)
    await guesses(service, 99)
    expect(await guess(service, PASSWORD)).toBe(200)
    await service.addUser('bob')
    for (let made = 0; made < 100; made += 1) expect(await guess(service, 'wrong', 'bob')).toBe(401)
    service.system.advanceSeconds(86_400)
    expect(await guess(service, PASSWORD, 'bob')).toBe(401)
  })

  base('a start with other limits changes them for every replica, and warns (L 4)', async () => {
    const database = await fresh()
    const system = createTestSystem()
    const first = await start(database, LEAST, system)
    await first.addUser('alice')
    const admin = await administrator(first)
    const path = `/admin/users/${(await first.service.users.findByUsernameKey('alice'))!.id}`
    const stateOf = async () => (await admin.get(path)).body.lockout.other_addresses
    await guesses(first, 5)
    expect(await stateOf()).toMatchObject({ state: 'delayed', failures: 5 })

    const other = await start(database, DEFAULT_LIMITS, system)
    const warned = ({ logged }: RunningService) => logged.filter((line) => line.includes('other limits on wrong passwords'))
    expect(warned(other).map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'warn',
        limits: '10 failures, 50 of an address, 30 s',
        before: '5 failures, 10 of an address, 5 s',
      }),
    ])
    expect(warned(first)).toHaveLength(1)
    // It was the first service on this database, so the warning may not say that there was another one.
    expect(warned(first)[0]).not.toContain('was started')
    // Five are free now, so the wait is over at the first one too.
    expect(await stateOf()).toEqual({ state: 'open', failures: 5 })
    await guesses(first, 5)
    expect(await stateOf()).toMatchObject({ state: 'delayed', failures: 10, opens_at: new Date(system.nowMs() + 30_000).toISOString() })
    for (const one of [first, other]) expect(await guess(one, PASSWORD)).toBe(401)
    system.advanceSeconds(30)
    expect(await guess(first, PASSWORD)).toBe(200)

    const again = await start(database, DEFAULT_LIMITS, system)
    expect(warned(again)).toEqual([])
  })
})
