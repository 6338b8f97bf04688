// REQUIREMENTS L: guessing passwords, and who is locked out by it
// (docs/design/accounts-and-clients.md#lockout).
import { describe, expect, test } from 'vitest'
import { databases } from '../../support/databases.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { formFrom } from '../../support/from-address.ts'
import { PASSWORD, type RunningService, startService } from '../../support/service.ts'

const HOME = '127.0.0.2'
const STRANGER = '127.0.0.3'
const MINUTE_SECONDS = 60

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let user: string
  let count = 0
  test.beforeEach(async ({ service }) => {
    count += 1
    user = `user${count}`
    await service.addUser(user)
    // A window of its own for each test.
    service.system.advanceSeconds(11 * MINUTE_SECONDS)
  })

  const guess = (service: RunningService, address: string, password = 'wrong', username = user) =>
    formFrom(address, `${service.url}/token`, { username, password })
  const guesses = async (service: RunningService, times: number, address: string, username = user) => {
    for (let made = 0; made < times; made += 1) expect((await guess(service, address, 'wrong', username)).status).toBe(401)
  }

  test('after ten failures even the right password is refused alike (L 1, L 5)', async ({ service }) => {
    await guesses(service, 9, STRANGER)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(200)
    await guesses(service, 10, '127.0.0.4')
    const wrong = await guess(service, '127.0.0.4')
    const right = await guess(service, '127.0.0.4', PASSWORD)
    expect(right.status).toBe(401)
    expect(right.body).toEqual(wrong.body)
    expect([...right.headers.keys()].sort()).toEqual([...wrong.headers.keys()].sort())
  })

  test('guesses from elsewhere never lock out a known address (L 1)', async ({ service }) => {
    const tokens = (await guess(service, HOME, PASSWORD)).body
    await guesses(service, 12, STRANGER)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(401)
    expect((await service.get('/protected', tokens.access_token)).status).toBe(200)
    expect((await service.refresh(tokens.refresh_token)).status).toBe(200)
    expect((await guess(service, HOME, PASSWORD)).status).toBe(200)
  })

  test('the delay is 30 s and doubles; a success resets it (L 1)', async ({ service }) => {
    await guesses(service, 10, STRANGER)
    service.system.advanceSeconds(29)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(401)
    service.system.advanceSeconds(1)
    await guesses(service, 1, STRANGER)
    service.system.advanceSeconds(59)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(401)
    service.system.advanceSeconds(1)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(200)
    await guesses(service, 9, STRANGER)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(200)
  })

  test('after 100 failures strangers wait for a success from a known address (L 1)', async ({ service }) => {
    expect((await guess(service, HOME, PASSWORD)).status).toBe(200)
    await guesses(service, 10, STRANGER)
    for (let failures = 10; failures < 100; failures += 1) {
      service.system.advanceSeconds(60 * MINUTE_SECONDS)
      await guesses(service, 1, STRANGER)
    }
    service.system.advanceSeconds(20 * 24 * 60 * MINUTE_SECONDS)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(401)
    expect((await guess(service, HOME, PASSWORD)).status).toBe(200)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(200)
  })

  test('after 100 failures a known address is a stranger’s again (L 1)', async ({ service }) => {
    expect((await guess(service, HOME, PASSWORD)).status).toBe(200)
    await guesses(service, 10, HOME)
    for (let failures = 10; failures < 100; failures += 1) {
      service.system.advanceSeconds(60 * MINUTE_SECONDS)
      await guesses(service, 1, HOME)
    }
    // Its own bucket is shut for good. The strangers' bucket is open, and counts from the first failure.
    await guesses(service, 10, HOME)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(401)
    expect((await guess(service, HOME, PASSWORD)).status).toBe(401)
    service.system.advanceSeconds(30)
    expect((await guess(service, HOME, PASSWORD)).status).toBe(200)
    await guesses(service, 9, STRANGER)
    expect((await guess(service, HOME, PASSWORD)).status).toBe(200)
  })

  test('of 50 guesses at once only the free ones are tried (L 2)', async ({ database, service }) => {
    const hashed = new Set<number>()
    const answers = await Promise.all(Array.from({ length: 40 }, () => guess(service, STRANGER)))
    for (const { status } of answers) hashed.add(status)
    expect([...hashed]).toEqual([401])
    const rows = await (await database.open()).kysely.selectFrom('throttle').select(['account', 'failures', 'opens_at_ms']).execute()
    // The account counts those that were tried, the address counts all.
    expect(
      rows.filter(({ account, opens_at_ms }) => account !== null && opens_at_ms > service.system.nowMs()).map(({ failures }) => failures),
    ).toEqual([10])
    expect(rows.filter(({ account }) => account === null).map(({ failures }) => failures)).toContain(40)
    expect((await guess(service, STRANGER, PASSWORD)).status).toBe(401)
  })

  test('every path and every spelling of the name count together (L 3)', async ({ service }) => {
    const spellings = [user, user.toUpperCase(), user.replace('u', 'ｕ'), user]
    for (const spelling of spellings)
      expect((await service.json('POST', '/login', { username: spelling, password: 'wrong' })).status).toBe(401)
    for (const spelling of spellings) {
      expect((await service.form('/token', { grant_type: 'password', username: spelling, password: 'wrong' })).status).toBe(401)
    }
    await service.form('/token', `username=${user}&password=wrong`)
    await service.form('/token', `password=wrong&%75sername=${user}`)
    expect((await service.form('/token', { username: user, password: PASSWORD })).status).toBe(401)
  })

  test('failures survive a restart, and all processes share them (L 4)', async ({ database, service }) => {
    await guesses(service, 10, STRANGER)
    const other = await startService(database.config, { system: service.system })
    expect((await formFrom(STRANGER, `${other.url}/token`, { username: user, password: PASSWORD })).status).toBe(401)
    await other.stop()
  })

  test('unknown names lock in the same way (L 5)', async ({ service }) => {
    const unknown = `nobody${count}`
    await guesses(service, 11, STRANGER, unknown)
    await service.addUser(unknown)
    expect((await guess(service, STRANGER, PASSWORD, unknown)).status).toBe(401)
    service.system.advanceSeconds(30)
    expect((await guess(service, STRANGER, PASSWORD, unknown)).status).toBe(200)
  })

  test('fifty failures from an address in ten minutes: 429 with Retry-After (L 7)', async ({ service }) => {
    for (let account = 0; account < 10; account += 1) await guesses(service, 5, '127.0.0.5', `${user}-${account}`)
    const answer = await guess(service, '127.0.0.5', PASSWORD)
    expect(answer).toMatchObject({ status: 429, body: { status: 429 } })
    expect(Number(answer.headers.get('retry-after'))).toBe(10 * MINUTE_SECONDS)
    expect((await guess(service, '127.0.0.6', PASSWORD)).status).toBe(200)
    service.system.advanceSeconds(10 * MINUTE_SECONDS)
    expect((await guess(service, '127.0.0.5', PASSWORD)).status).toBe(200)
  })

  test('many right log-ins never lock anything, even with a refused scope', async ({ service }) => {
    for (let login = 0; login < 15; login += 1) {
      expect((await formFrom(STRANGER, `${service.url}/token`, { username: user, password: PASSWORD, scope: 'admin' })).status).toBe(400)
    }
    for (let login = 0; login < 15; login += 1) expect((await guess(service, STRANGER, PASSWORD)).status).toBe(200)
  })

  test('the table has no name and no address (G 5)', async ({ database, service }) => {
    await guesses(service, 1, STRANGER, 'a-name-that-was-typed')
    const rows = await (await database.open()).kysely.selectFrom('throttle').selectAll().execute()
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toMatch(/a-name|127\.0\.0|user/)
  })
})

test('MINTMARK_THROTTLE=off counts nothing', async () => {
  const s = await startService((await databases[0]!.fresh()).config, { config: { throttle: false } })
  await s.addUser('alice')
  for (let guess = 0; guess < 12; guess += 1) expect((await s.form('/token', { username: 'alice', password: 'wrong' })).status).toBe(401)
  expect((await s.form('/token', { username: 'alice', password: PASSWORD })).status).toBe(200)
  await s.stop()
})

test('registrations and resets count against the address only (L 3)', async () => {
  const s = await startService((await databases[0]!.fresh()).config, { config: { registration: 'open' } })
  await s.addUser('alice')
  const tokens = await s.logIn('alice')
  const reset = { username: 'alice', one_time_secret: 'mot_wrong', new_password: 'a fine new password' }
  for (let turn = 0; turn < 25; turn += 1) {
    expect((await s.json('POST', '/users', { username: 'alice', password: 'short' })).status).toBe(422)
    expect((await s.json('POST', '/users/password', reset)).status).toBe(403)
  }
  expect((await s.json('POST', '/users', { username: 'bob', password: PASSWORD })).status).toBe(429)
  expect((await s.json('POST', '/users/password', reset)).status).toBe(429)
  expect((await s.json('POST', '/login', { username: 'alice', password: PASSWORD })).status).toBe(429)
  const change = { current_password: PASSWORD, new_password: 'another fine password' }
  expect((await s.json('PUT', '/me/password', change, tokens.access_token)).status).toBe(429)
  expect((await formFrom(HOME, `${s.url}/token`, { username: 'alice', password: PASSWORD })).status).toBe(200)
  await s.stop()
})

test('behind a trusted proxy each client has its own bucket (L 6)', async () => {
  const trustedProxies = [{ address: '127.0.0.1', prefixLength: 32, family: 'ipv4' as const }]
  const s = await startService((await databases[0]!.fresh()).config, { config: { trustedProxies } })
  await s.addUser('alice')
  const guess = (from: string, password = 'wrong') =>
    s.form('/token', { username: 'alice', password }, { 'x-forwarded-for': `203.0.113.99, ${from}` })
  expect((await guess('198.51.100.1', PASSWORD)).status).toBe(200)
  for (let turn = 0; turn < 11; turn += 1) await guess('198.51.100.2')
  expect((await guess('198.51.100.2', PASSWORD)).status).toBe(401)
  const answer = await guess('198.51.100.1', PASSWORD)
  expect(answer.status).toBe(200)
  const [session] = (await s.get('/me/sessions', answer.body.access_token)).body.sessions
  expect(session.address).toBe('198.51.100.1')
  await s.stop()
})
