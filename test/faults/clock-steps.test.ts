// A clock that is set, and two replicas on one clock. They run in this process, because the clock of another
// process cannot be set (REQUIREMENTS F 6, M 4).
import { describe, expect, test } from 'vitest'
import { databases, postgres } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const HOURS_2 = 2 * 3600
const DAY_SECONDS = 86_400
const kidsOf = async (s: RunningService): Promise<string[]> =>
  (await s.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid).sort()

describe.each(databases)('the clock on $name', ({ fresh }) => {
  async function people() {
    const s = await startService((await fresh()).config)
    await s.addUser('alice')
    const [live, loggedOut, reused] = [await s.logIn('alice'), await s.logIn('alice'), await s.logIn('alice')]
    await s.send('POST', '/logout', { headers: { authorization: `Bearer ${loggedOut.access_token}` } })
    const second = (await s.refresh(reused.refresh_token)).body
    const third = (await s.refresh(second.refresh_token)).body
    expect((await s.refresh(reused.refresh_token)).body.reason).toBe('refresh_reused')
    /** Expects ended sessions to stay ended, whatever the clock says. */
    const expectDead = async () => {
      for (const { access_token, refresh_token } of [loggedOut, reused, third]) {
        expect((await s.get('/protected', access_token)).status).toBe(401)
        expect((await s.refresh(refresh_token)).status).toBe(400)
      }
    }
    return { s, live, expectDead }
  }

  test.each([
    ['forward', HOURS_2],
    ['back', -HOURS_2],
  ])('two hours %s and back revives, destroys and ends nothing (F 6)', async (_, step) => {
    const { s, live, expectDead } = await people()
    const keys = await kidsOf(s)
    let { refresh_token } = live
    for (const seconds of [step, -step, step, -step]) {
      s.system.advanceSeconds(seconds)
      await s.service.housekeeping.run()
      await expectDead()
      const refreshed = await s.refresh(refresh_token)
      expect(refreshed.status).toBe(200)
      refresh_token = refreshed.body.refresh_token
      expect((await s.get('/protected', refreshed.body.access_token)).status).toBe(200)
      expect((await s.get('/protected', (await s.logIn('alice')).access_token)).status).toBe(200)
      expect((await s.get('/readyz')).status).toBe(200)
    }
    expect(await kidsOf(s)).toEqual(keys)
    expect(s.logged.filter((line) => /"level":"(error|warn)"/.test(line))).toEqual([])
    await s.stop()
  })

  test('tokens that expired or were issued while ahead are refused (F 6)', async () => {
    const { s, live } = await people()
    s.system.advanceSeconds(HOURS_2)
    expect((await s.get('/protected', live.access_token)).status).toBe(401)
    const ahead = (await s.refresh(live.refresh_token)).body
    s.system.advanceSeconds(-HOURS_2)
    expect((await s.get('/protected', ahead.access_token)).status).toBe(401)
    expect((await s.refresh(ahead.refresh_token)).status).toBe(200)
    await s.stop()
  })

  test('a spent token is not revived by setting the clock back (F 6)', async () => {
    const { s, live } = await people()
    const { refresh_token } = (await s.refresh(live.refresh_token)).body
    s.system.advanceSeconds(-HOURS_2)
    expect((await s.refresh(live.refresh_token)).body.reason).toBe('refresh_reused')
    expect((await s.refresh(refresh_token)).status).toBe(400)
    await s.stop()
  })
})

describe.skipIf(postgres === null)('two replicas on one clock', () => {
  async function replicas() {
    const { config } = await postgres!.fresh()
    const system = createTestSystem()
    const all = await Promise.all([startService(config, { system }), startService(config, { system })])
    await all[0].addUser('alice')
    return { all, one: all[0], two: all[1], system, stop: () => Promise.all(all.map((s) => s.stop())) }
  }

  test("replicas rotate the keys once and accept each other's tokens (M 4)", async () => {
    const { all, one, two, system, stop } = await replicas()
    const before = await one.logIn('alice')
    system.advanceSeconds(90 * DAY_SECONDS - 300)
    const last = await one.logIn('alice')
    system.advanceSeconds(300)
    await Promise.all(all.map((s) => s.service.housekeeping.run()))
    expect(await kidsOf(one)).toHaveLength(3)
    expect(await kidsOf(two)).toEqual(await kidsOf(one))
    const after = await two.logIn('alice')
    for (const s of all) {
      for (const { access_token } of [last, after]) expect((await s.get('/protected', access_token)).status).toBe(200)
      expect((await s.get('/protected', before.access_token)).status).toBe(401)
    }
    await stop()
  })

  test('replicas that sweep at once remove only expired sessions, once', async () => {
    const { all, one, two, system, stop } = await replicas()
    for (let login = 0; login < 20; login += 1) await (login % 2 === 0 ? one : two).logIn('alice')
    system.advanceSeconds(32 * DAY_SECONDS)
    const { access_token } = await one.logIn('alice')
    await Promise.all(all.map((s) => s.service.housekeeping.run()))
    expect((await two.get('/protected', access_token)).status).toBe(200)
    expect((await two.service.sessions.listAlive((await two.get('/me', access_token)).body.id, system.nowMs(), 50)).length).toBe(1)
    for (const s of all) expect(s.logged.filter((line) => line.includes('housekeeping failed'))).toEqual([])
    await stop()
  })
})
