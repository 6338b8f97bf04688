// REQUIREMENTS F 13: what a clock that was ahead leaves in the throttle. The tests set the clock; no time
// passes.
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { formFrom } from '../../support/from-address.ts'
import { PASSWORD, type RunningService } from '../../support/service.ts'

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

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let users = 0

  const guess = (service: RunningService, user: string, address: string, password = 'wrong') =>
    formFrom(address, `${service.url}/token`, { username: user, password })
  const statusOf = async (service: RunningService, user: string, address: string) => (await guess(service, user, address, PASSWORD)).status
  const guesses = async (service: RunningService, times: number, user: string, address: string) => {
    for (let made = 0; made < times; made += 1) expect((await guess(service, user, address)).status).toBe(401)
  }
  /** Fails again and again, each time when the last delay is over. */
  const failuresInARow = async (service: RunningService, times: number, user: string) => {
    await guesses(service, 10, user, STRANGER)
    for (let failures = 10; failures < times; failures += 1) {
      service.system.advanceSeconds(HOUR_SECONDS)
      await guesses(service, 1, user, STRANGER)
    }
  }
  const someone = async (service: RunningService) => {
    users += 1
    // A window of its own for each test.
    service.system.advanceSeconds(2 * WINDOW_SECONDS)
    await service.service.housekeeping.run()
    await service.addUser(`user${users}`)
    return `user${users}`
  }
  /** Logs in now or, if it is refused, after the delay and no later. */
  const expectOpenWithin = async (service: RunningService, delaySeconds: number, user: string, address: string) => {
    if ((await statusOf(service, user, address)) === 200) return
    service.system.advanceSeconds(delaySeconds)
    expect(await statusOf(service, user, address)).toBe(200)
  }
  /** Runs `act` while the clock is ahead, and the minute's tasks with it. */
  const whileAhead = async (service: RunningService, seconds: number, act: () => Promise<unknown>) => {
    service.system.setClockSeconds(seconds)
    await act()
    await service.service.housekeeping.run()
    service.system.setClockSeconds(-seconds)
  }

  describe.each(AHEAD)('a clock that was %s ahead', (_, ahead) => {
    test('keeps no stranger waiting longer than the delay (F 13)', async ({ service }) => {
      for (const laterSeconds of [0, 15, ahead]) {
        const user = await someone(service)
        await whileAhead(service, ahead, () => guesses(service, 10, user, STRANGER))
        service.system.advanceSeconds(laterSeconds)
        await expectOpenWithin(service, 30, user, STRANGER)
      }
    })

    test('is forgotten at the next failure, whose delay is whole (F 13)', async ({ service }) => {
      const user = await someone(service)
      await whileAhead(service, ahead, () => guesses(service, 10, user, STRANGER))
      await guesses(service, 1, user, STRANGER)
      service.system.advanceSeconds(59)
      expect(await statusOf(service, user, STRANGER)).toBe(401)
      service.system.advanceSeconds(1)
      expect(await statusOf(service, user, STRANGER)).toBe(200)
    })

    test('keeps a wait of one hour at one hour (F 13)', async ({ service }) => {
      const user = await someone(service)
      await failuresInARow(service, 17, user)
      service.system.advanceSeconds(HOUR_SECONDS)
      await whileAhead(service, ahead, () => guesses(service, 1, user, STRANGER))
      await expectOpenWithin(service, HOUR_SECONDS, user, STRANGER)
    })

    test('keeps no owner at a known address waiting longer (F 13)', async ({ service }) => {
      const user = await someone(service)
      expect(await statusOf(service, user, HOME)).toBe(200)
      await whileAhead(service, ahead, () => guesses(service, 10, user, HOME))
      await expectOpenWithin(service, 30, user, HOME)
    })

    test('shuts no address for longer than its window (F 13, L 7)', async ({ service }) => {
      const user = await someone(service)
      const address = '127.0.0.7'
      await whileAhead(service, ahead, async () => {
        for (let account = 0; account < 10; account += 1) await guesses(service, 5, `${user}-${account}`, address)
        expect((await guess(service, user, address)).status).toBe(429)
      })
      const answer = await guess(service, user, address)
      expect(Number(answer.headers.get('retry-after') ?? 0)).toBeLessThanOrEqual(WINDOW_SECONDS)
      service.system.advanceSeconds(WINDOW_SECONDS)
      expect(await statusOf(service, user, address)).toBe(200)
    })

    test('does not stop the count of an address (F 13, L 1)', async ({ service }) => {
      const user = await someone(service)
      const address = '127.0.0.8'
      await whileAhead(service, ahead, () => guesses(service, 3, user, address))
      for (let account = 0; account < 10; account += 1) await guesses(service, 5, `${user}-${account}`, address)
      const answer = await guess(service, user, address)
      expect(answer.status).toBe(429)
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(WINDOW_SECONDS)
      service.system.advanceSeconds(2 * WINDOW_SECONDS)
    })

    test('does not open a bucket at the maximum (F 13)', async ({ service }) => {
      const user = await someone(service)
      expect(await statusOf(service, user, HOME)).toBe(200)
      await failuresInARow(service, 99, user)
      service.system.advanceSeconds(HOUR_SECONDS)
      await whileAhead(service, ahead, () => guesses(service, 1, user, STRANGER))
      for (const later of [0, HOUR_SECONDS, 20 * DAY_SECONDS]) {
        service.system.advanceSeconds(later)
        expect(await statusOf(service, user, STRANGER)).toBe(401)
      }
      expect(await statusOf(service, user, HOME)).toBe(200)
      expect(await statusOf(service, user, STRANGER)).toBe(200)
    })
  })

  test('of guesses at once only one is the hundredth (L 1, L 2)', async ({ database, service }) => {
    const user = await someone(service)
    await failuresInARow(service, 99, user)
    service.system.advanceSeconds(HOUR_SECONDS)
    await Promise.all(Array.from({ length: 10 }, () => guess(service, user, STRANGER)))
    const { kysely } = await database.open()
    const newest = kysely.selectFrom('throttle').select('failures').where('account', 'is not', null).where('failures', '>=', 99)
    const { failures } = await newest.orderBy('since_ms', 'desc').executeTakeFirstOrThrow()
    expect(failures).toBe(100)
  })

  test('a bucket at the maximum stays shut, whatever its row says (F 13)', async ({ database, service }) => {
    const user = await someone(service)
    await failuresInARow(service, 100, user)
    await (await database.open()).kysely.updateTable('throttle').set({ opens_at_ms: 0 }).where('failures', '=', 100).execute()
    expect(await statusOf(service, user, STRANGER)).toBe(401)
  })
})
