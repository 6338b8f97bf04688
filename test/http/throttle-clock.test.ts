// F 13: what a clock that was ahead leaves in the throttle. The clock is set, and no time passes by that.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { formFrom } from '../support/from-address.ts'
import { PASSWORD, type RunningService, startService } from '../support/service.ts'

const HOME = '127.0.0.2'
const STRANGER = '127.0.0.3'
const HOUR_SECONDS = 3600
const DAY_SECONDS = 24 * HOUR_SECONDS
const WINDOW_SECONDS = 600

const AHEAD: [string, number][] = [
  ['10 s', 10],
  ['2 h', 2 * HOUR_SECONDS],
  ['15 days', 15 * DAY_SECONDS],
  ['200 days', 200 * DAY_SECONDS],
]

describe.each(databases)('on $name', (database) => {
  let fresh: FreshDatabase
  let s: RunningService
  let users = 0
  beforeAll(async () => {
    fresh = await database.fresh()
    s = await startService(fresh.config)
  })
  afterAll(() => s.stop())

  const guess = (user: string, address: string, password = 'wrong') => formFrom(address, `${s.url}/token`, { username: user, password })
  const statusOf = async (user: string, address: string) => (await guess(user, address, PASSWORD)).status
  const guesses = async (times: number, user: string, address: string) => {
    for (let made = 0; made < times; made += 1) expect((await guess(user, address)).status).toBe(401)
  }
  /** One failure after the other, each when the delay of the one before is over. */
  const failuresInARow = async (times: number, user: string) => {
    await guesses(10, user, STRANGER)
    for (let failures = 10; failures < times; failures += 1) {
      s.system.advanceSeconds(HOUR_SECONDS)
      await guesses(1, user, STRANGER)
    }
  }
  const someone = async () => {
    users += 1
    // A window of its own for each.
    s.system.advanceSeconds(2 * WINDOW_SECONDS)
    await s.service.housekeeping.run()
    await s.addUser(`user${users}`)
    return `user${users}`
  }
  /** At once; or, to whoever is refused now, after the delay and no later. */
  const expectOpenWithin = async (delaySeconds: number, user: string, address: string) => {
    if ((await statusOf(user, address)) === 200) return
    s.system.advanceSeconds(delaySeconds)
    expect(await statusOf(user, address)).toBe(200)
  }
  /** While the clock is ahead; with what is done every minute. */
  const whileAhead = async (seconds: number, act: () => Promise<unknown>) => {
    s.system.setClockSeconds(seconds)
    await act()
    await s.service.housekeeping.run()
    s.system.setClockSeconds(-seconds)
  }

  describe.each(AHEAD)('a clock that was %s ahead', (_, ahead) => {
    test('lets no stranger wait longer than their delay (F 13)', async () => {
      for (const laterSeconds of [0, 15, ahead]) {
        const user = await someone()
        await whileAhead(ahead, () => guesses(10, user, STRANGER))
        s.system.advanceSeconds(laterSeconds)
        await expectOpenWithin(30, user, STRANGER)
      }
    })

    test('is forgotten at the next failure, whose delay is whole (F 13)', async () => {
      const user = await someone()
      await whileAhead(ahead, () => guesses(10, user, STRANGER))
      await guesses(1, user, STRANGER)
      s.system.advanceSeconds(59)
      expect(await statusOf(user, STRANGER)).toBe(401)
      s.system.advanceSeconds(1)
      expect(await statusOf(user, STRANGER)).toBe(200)
    })

    test('lets nobody wait longer who waits for an hour (F 13)', async () => {
      const user = await someone()
      await failuresInARow(17, user)
      s.system.advanceSeconds(HOUR_SECONDS)
      await whileAhead(ahead, () => guesses(1, user, STRANGER))
      await expectOpenWithin(HOUR_SECONDS, user, STRANGER)
    })

    test('lets no owner at a known address wait longer (F 13)', async () => {
      const user = await someone()
      expect(await statusOf(user, HOME)).toBe(200)
      await whileAhead(ahead, () => guesses(10, user, HOME))
      await expectOpenWithin(30, user, HOME)
    })

    test('shuts no address for longer than its window (F 13, L 7)', async () => {
      const user = await someone()
      const address = '127.0.0.7'
      await whileAhead(ahead, async () => {
        for (let account = 0; account < 10; account += 1) await guesses(5, `${user}-${account}`, address)
        expect((await guess(user, address)).status).toBe(429)
      })
      const answer = await guess(user, address)
      expect(Number(answer.headers.get('retry-after') ?? 0)).toBeLessThanOrEqual(WINDOW_SECONDS)
      s.system.advanceSeconds(WINDOW_SECONDS)
      expect(await statusOf(user, address)).toBe(200)
    })

    test('leaves no address whose failures are counted no more (F 13, L 1)', async () => {
      const user = await someone()
      const address = '127.0.0.8'
      await whileAhead(ahead, () => guesses(3, user, address))
      for (let account = 0; account < 10; account += 1) await guesses(5, `${user}-${account}`, address)
      const answer = await guess(user, address)
      expect(answer.status).toBe(429)
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(WINDOW_SECONDS)
      s.system.advanceSeconds(2 * WINDOW_SECONDS)
    })

    test('opens no bucket that is shut at the maximum (F 13)', async () => {
      const user = await someone()
      expect(await statusOf(user, HOME)).toBe(200)
      await failuresInARow(99, user)
      s.system.advanceSeconds(HOUR_SECONDS)
      await whileAhead(ahead, () => guesses(1, user, STRANGER))
      for (const later of [0, HOUR_SECONDS, 20 * DAY_SECONDS]) {
        s.system.advanceSeconds(later)
        expect(await statusOf(user, STRANGER)).toBe(401)
      }
      expect(await statusOf(user, HOME)).toBe(200)
      expect(await statusOf(user, STRANGER)).toBe(200)
    })
  })

  test('of guesses at once only one is the hundredth (L 1, L 2)', async () => {
    const user = await someone()
    await failuresInARow(99, user)
    s.system.advanceSeconds(HOUR_SECONDS)
    await Promise.all(Array.from({ length: 10 }, () => guess(user, STRANGER)))
    const { kysely } = await fresh.open()
    const newest = kysely.selectFrom('throttle').select('failures').where('account', 'is not', null).where('failures', '>=', 99)
    const { failures } = await newest.orderBy('since_ms', 'desc').executeTakeFirstOrThrow()
    expect(failures).toBe(100)
  })

  test('a bucket at the maximum stays shut whatever time stands in its row (F 13)', async () => {
    const user = await someone()
    await failuresInARow(100, user)
    await (await fresh.open()).kysely.updateTable('throttle').set({ opens_at_ms: 0 }).where('failures', '=', 100).execute()
    expect(await statusOf(user, STRANGER)).toBe(401)
  })
})
