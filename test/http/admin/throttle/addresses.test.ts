// /admin/throttle: addresses that sent too many wrong passwords
// (docs/design/accounts-and-clients.md#lockout, REQUIREMENTS L 7, G 3).
import { describe, expect } from 'vitest'
import { withNewToken } from '../../../support/admin.ts'
import { databases } from '../../../support/databases.ts'
import { onDatabase, onEachDatabase } from '../../../support/fixtures.ts'
import { formFrom } from '../../../support/from-address.ts'
import { PASSWORD, type RunningService } from '../../../support/service.ts'

const MINUTES_SECONDS = 60
let lastAddress = 10

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let address: string
  test.beforeEach(() => {
    lastAddress += 1
    address = `127.0.0.${lastAddress}`
  })

  const guess = (service: RunningService, username: string, password = 'wrong') =>
    formFrom(address, `${service.url}/token`, { username, password })
  /** Nobody has these names, and none is tried often enough to be locked. */
  const guesses = async (service: RunningService, times: number) => {
    for (let made = 0; made < times; made += 1) expect((await guess(service, `nobody ${address} ${made}`)).status).toBe(401)
  }

  test('an address is listed from its fiftieth wrong password on (L 7)', async ({ database, service, admin: root }) => {
    const admin = await withNewToken(service, root)
    const kysely = (await database.open()).kysely
    const stored = async () => (await kysely.selectFrom('throttle').select('address').where('address', '=', address).execute()).length
    const listed = async () =>
      (await admin.get('/admin/throttle?limit=100')).body.addresses.filter((one: { address: string }) => one.address === address)
    await guesses(service, 49)
    expect([await listed(), await stored()]).toEqual([[], 0])
    await guesses(service, 1)
    const opens_at = new Date(service.system.nowMs() + 600_000).toISOString()
    const row = { id: expect.stringMatching(/^[\w-]{43}$/), address, lockout: { state: 'delayed', failures: 50, opens_at } }
    expect(await listed()).toEqual([row])
    service.system.advanceSeconds(10 * MINUTES_SECONDS)
    expect(await listed()).toEqual([{ ...row, lockout: { state: 'open', failures: 50 } }])
    // The next wrong password begins a new window, and the address is forgotten.
    await guesses(service, 1)
    expect([await listed(), await stored()]).toEqual([[], 0])
  })

  test('an unlocked address may try again at once, at every replica (L 7, G 3)', async ({ service, replica, admin: root }) => {
    const admin = await withNewToken(service, root)
    await service.addUser(`owner of ${address}`)
    await guesses(service, 50)
    expect((await guess(service, `owner of ${address}`, PASSWORD)).status).toBe(429)
    const [{ id }] = (await admin.get('/admin/throttle')).body.addresses
    expect((await admin.send('DELETE', `/admin/throttle/${id}`)).status).toBe(204)
    for (const one of [replica, service]) expect((await guess(one, `owner of ${address}`, PASSWORD)).status).toBe(200)
    expect((await admin.get('/admin/throttle')).body.addresses).toEqual([])
    expect((await admin.send('DELETE', `/admin/throttle/${id}`)).status).toBe(404)
    const [event, ...more] = (await admin.get('/admin/events?type=address_unlocked')).body.events
    expect(event).toMatchObject({ actor: admin.id, address: '127.0.0.1', detail: { unlocked: address } })
    expect(more).toEqual([])
    // All failures are forgotten, not only the last.
    await guesses(service, 49)
    expect((await guess(service, `owner of ${address}`, PASSWORD)).status).toBe(200)
  })

  test('an address is unlocked under each service secret (L 7)', async ({ database, service, admin: root }) => {
    const admin = await withNewToken(service, root)
    await service.addUser(`owner of ${address}`)
    await guesses(service, 50)
    const { kysely } = await database.open()
    const bucket = await kysely.selectFrom('throttle').selectAll().where('address', '=', address).executeTakeFirstOrThrow()
    // Under another secret, the same address has another key. This one comes first.
    const id = '-'.repeat(43)
    await kysely
      .insertInto('throttle')
      .values({ ...bucket, key: id })
      .execute()
    expect((await admin.send('DELETE', `/admin/throttle/${id}`)).status).toBe(204)
    expect((await guess(service, `owner of ${address}`, PASSWORD)).status).toBe(200)
    expect((await admin.get('/admin/throttle')).body.addresses).toEqual([])
  })

  test('an address without failures, as a roll-back leaves it, can be forgotten (L 7)', async ({ database, service, admin: root }) => {
    const admin = await withNewToken(service, root)
    await guesses(service, 50)
    // An earlier release forgets the failures only.
    const { kysely } = await database.open()
    await kysely.updateTable('throttle').set({ failures: 0, opens_at_ms: 0 }).where('address', '=', address).execute()
    const [{ id }] = (await admin.get('/admin/throttle')).body.addresses
    expect((await admin.send('DELETE', `/admin/throttle/${id}`)).status).toBe(204)
    expect((await admin.get('/admin/throttle')).body.addresses).toEqual([])
  })

  test('the right password as the fiftieth try locks nothing (L 7)', async ({ database, service, admin: root }) => {
    const admin = await withNewToken(service, root)
    await service.addUser(`owner of ${address}`)
    await guesses(service, 49)
    expect((await guess(service, `owner of ${address}`, PASSWORD)).status).toBe(200)
    const kept = await (await database.open()).kysely.selectFrom('throttle').select('address').where('address', 'is not', null).execute()
    expect([kept, (await admin.get('/admin/throttle')).body.addresses]).toEqual([[], []])
  })

  test('an address is kept for a day', async ({ database, service, admin: root }) => {
    const admin = await withNewToken(service, root)
    await guesses(service, 50)
    const { addresses } = (await admin.get('/admin/throttle')).body
    expect(addresses).toHaveLength(1)
    service.system.advanceSeconds(24 * 60 * MINUTES_SECONDS + 1)
    await service.service.throttle.sweep(service.system.nowMs(), 1000)
    const kept = await (await database.open()).kysely.selectFrom('throttle').select('address').where('address', 'is not', null).execute()
    expect(kept).toEqual([])
  })

  test('housekeeping removes an address a day after its last wrong password', async ({ database, service }) => {
    const { kysely } = await database.open()
    const kept = async () => (await kysely.selectFrom('throttle').select('address').where('address', '=', address).execute()).length
    await guesses(service, 50)
    service.system.advanceSeconds(24 * 60 * MINUTES_SECONDS - 1)
    await service.service.housekeeping.run()
    expect(await kept()).toBe(1)
    service.system.advanceSeconds(2)
    await service.service.housekeeping.run()
    expect(await kept()).toBe(0)
  })

  test('of locked names, real or not, only the number is told (L 5)', async ({ service, admin: root }) => {
    const admin = await withNewToken(service, root)
    const lockedNames = async () => (await admin.get('/admin/throttle')).body.locked_names
    await service.addUser(`target of ${address}`)
    expect(await lockedNames()).toBe(0)
    for (const name of [`target of ${address}`, `nobody at ${address}`])
      for (let made = 0; made < 10; made += 1) expect((await guess(service, name)).status).toBe(401)
    expect(await lockedNames()).toBe(2)
    const text = JSON.stringify((await admin.get('/admin/throttle')).body)
    expect(text).not.toMatch(/target|nobody/)
    service.system.advanceSeconds(30)
    expect(await lockedNames()).toBe(0)
  })

  test.for(['x', 'A'.repeat(43), '%00', 'A'.repeat(42)])('no address has the id %j: 404', async (id, { service, admin: root }) => {
    const admin = await withNewToken(service, root)
    expect((await admin.send('DELETE', `/admin/throttle/${id}`)).status).toBe(404)
  })

  test('the bucket of an account is not unlocked as an address', async ({ database, service, admin: root }) => {
    const admin = await withNewToken(service, root)
    for (let made = 0; made < 10; made += 1) await guess(service, `name at ${address}`)
    const rows = await (await database.open()).kysely.selectFrom('throttle').select('key').where('failures', '>', 0).execute()
    for (const { key } of rows) expect((await admin.send('DELETE', `/admin/throttle/${key}`)).status).toBe(404)
    expect((await guess(service, `name at ${address}`)).status).toBe(401)
  })
})

for (const database of databases) {
  const off = onDatabase(database, { config: { throttle: false } })
  off(`on ${database.name}, a throttle that is off locks nothing`, async ({ database: opened, service, admin }) => {
    const key = 'A'.repeat(43)
    const [nowMs, laterMs] = [service.system.nowMs(), service.system.nowMs() + 1000]
    const row = { key, failures: 50, since_ms: nowMs, opens_at_ms: laterMs, expires_at_ms: laterMs, known_until_ms: null }
    const { kysely } = await opened.open()
    await kysely
      .insertInto('throttle')
      .values([{ ...row, account: null, address: '192.0.2.1' }])
      .execute()
    expect((await admin.get('/admin/throttle')).body).toEqual({ addresses: [], locked_names: 0 })
    expect((await admin.send('DELETE', `/admin/throttle/${key}`)).status).toBe(404)
    expect((await admin.get(`/admin/users/${admin.id}`)).body).not.toHaveProperty('lockout')
  })
}
