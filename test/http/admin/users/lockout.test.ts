// The lockout of an account, as administrators see and end it
// (docs/design/accounts-and-clients.md#lockout, REQUIREMENTS L 1, L 5, F 13, G 3).
import { describe, expect } from 'vitest'
import { type Administrator, withNewToken } from '../../../support/admin.ts'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { formFrom } from '../../../support/from-address.ts'
import { PASSWORD, type RunningService } from '../../../support/service.ts'

const [HOME, WORK, STRANGER] = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const
const HOUR_SECONDS = 3600
const OPEN = { state: 'open', failures: 0 }

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let user: string
  let id: string
  let count = 0
  test.beforeEach(async ({ service }) => {
    count += 1
    user = `user${count}`
    id = await service.addUser(user)
    service.system.advanceSeconds(HOUR_SECONDS)
  })

  const guess = (service: RunningService, address: string, password = 'wrong') =>
    formFrom(address, `${service.url}/token`, { username: user, password })
  const guesses = async (service: RunningService, times: number, address: string) => {
    for (let made = 0; made < times; made += 1) expect((await guess(service, address)).status).toBe(401)
  }
  const lockoutOf = async (admin: Administrator) => (await admin.get(`/admin/users/${id}`)).body.lockout
  const later = (service: RunningService, seconds: number) => new Date(service.system.nowMs() + seconds * 1000).toISOString()

  test('wrong passwords from elsewhere are shown as they are counted (L 1)', async ({ service, admin: root }) => {
    const admin = await withNewToken(service, root)
    expect(await lockoutOf(admin)).toEqual({ known_addresses: OPEN, other_addresses: OPEN })
    await guesses(service, 9, STRANGER)
    expect((await lockoutOf(admin)).other_addresses).toEqual({ state: 'open', failures: 9 })
    await guesses(service, 1, STRANGER)
    expect(await lockoutOf(admin)).toEqual({
      known_addresses: OPEN,
      other_addresses: { state: 'delayed', failures: 10, opens_at: later(service, 30) },
    })
    service.system.advanceSeconds(30)
    expect((await lockoutOf(admin)).other_addresses).toEqual({ state: 'open', failures: 10 })
  })

  test('of the known addresses the one that is locked longest is shown (L 1)', async ({ service, admin: root }) => {
    const admin = await withNewToken(service, root)
    for (const address of [HOME, WORK]) expect((await guess(service, address, PASSWORD)).status).toBe(200)
    await guesses(service, 10, HOME)
    service.system.advanceSeconds(30)
    await guesses(service, 1, HOME)
    service.system.advanceSeconds(60)
    await guesses(service, 10, WORK)
    // That of home has more failures, but is open again.
    expect(await lockoutOf(admin)).toEqual({
      known_addresses: { state: 'delayed', failures: 10, opens_at: later(service, 30) },
      other_addresses: OPEN,
    })
    service.system.advanceSeconds(30)
    expect((await lockoutOf(admin)).known_addresses).toEqual({ state: 'open', failures: 11 })
  })

  test('after 100 failures strangers are shut out until somebody unlocks the account (L 1)', async ({ service, admin: root }) => {
    await guesses(service, 10, STRANGER)
    for (let failures = 10; failures < 100; failures += 1) {
      service.system.advanceSeconds(HOUR_SECONDS)
      await guesses(service, 1, STRANGER)
    }
    const admin = await withNewToken(service, root)
    expect((await lockoutOf(admin)).other_addresses).toEqual({ state: 'shut', failures: 100 })
    expect((await admin.send('DELETE', `/admin/users/${id}/lockout`)).status).toBe(204)
    expect(await lockoutOf(admin)).toEqual({ known_addresses: OPEN, other_addresses: OPEN })
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(200)
  })

  test('an unlocked account may log in at once, at every replica (L 1, G 3)', async ({ service, replica, admin: root }) => {
    const admin = await withNewToken(service, root)
    expect((await guess(service, HOME, PASSWORD)).status).toBe(200)
    await guesses(service, 10, HOME)
    await guesses(service, 10, STRANGER)
    for (const address of [HOME, STRANGER]) expect((await guess(service, address, PASSWORD)).status).toBe(401)
    expect((await admin.send('DELETE', `/admin/users/${id}/lockout`)).status).toBe(204)
    expect((await guess(replica, STRANGER, PASSWORD)).status).toBe(200)
    expect((await guess(service, HOME, PASSWORD)).status).toBe(200)
    const unlocked = async () => (await admin.get(`/admin/events?type=user_unlocked&user_id=${id}`)).body.events
    expect(await unlocked()).toMatchObject([{ actor: admin.id, address: '127.0.0.1' }])
    // Nothing is counted, so nothing changes.
    expect((await admin.send('DELETE', `/admin/users/${id}/lockout`)).status).toBe(204)
    expect(await unlocked()).toHaveLength(1)
  })

  test('what a clock ahead has written locks nothing (F 13)', async ({ service, admin: root }) => {
    const admin = await withNewToken(service, root)
    service.system.advanceSeconds(10 * HOUR_SECONDS)
    await guesses(service, 10, STRANGER)
    service.system.advanceSeconds(-10 * HOUR_SECONDS)
    expect((await lockoutOf(admin)).other_addresses).toEqual({ state: 'open', failures: 10 })
    expect((await admin.get('/admin/throttle')).body.locked_names).toBe(0)
  })
})
