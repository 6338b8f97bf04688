// What `/metrics` shows of a whole service, on both databases.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newDurations } from '../../src/counts/durations.ts'
import { deliveryFamilies } from '../../src/ops/metrics/deliveries.ts'
import { createExposition } from '../../src/ops/metrics/exposition.ts'
import { secondsOf } from '../../src/ops/metrics/histograms.ts'
import { samplesOf, seriesValue } from '../metrics/samples.ts'
import { databases } from '../support/databases.ts'
import { basic, type RunningService, startService } from '../support/service.ts'

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let write: ReturnType<typeof createExposition>
  const now = async () => samplesOf((await write(false)).text)
  /** Returns how much a series rises while `act` runs. */
  const rise = async (name: string, labels: Record<string, string>, act: () => Promise<unknown>) => {
    const before = seriesValue(await now(), name, labels)
    await act()
    return seriesValue(await now(), name, labels) - before
  }
  beforeAll(async () => {
    s = await startService((await database.fresh()).config)
    write = createExposition(s.service.families)
    await s.addUser('alice')
  })
  afterAll(() => s.stop())

  const repeat = async (times: number, act: () => Promise<unknown>) => {
    for (let i = 0; i < times; i += 1) await act()
  }
  const password = (username: string, password: string) => () => s.form('/token', { username, password })

  test('requests are counted by operation and status', async () => {
    const unauthorized = { operation: 'getProtected', status: '401' }
    expect(await rise('mintmark_http_requests_total', unauthorized, () => repeat(3, () => s.get('/protected')))).toBe(3)
    expect(await rise('mintmark_http_requests_total', { operation: 'getLivez', status: '200' }, () => s.get('/livez'))).toBe(1)
    expect(await rise('mintmark_http_request_duration_seconds_count', { operation: 'getLivez' }, () => s.get('/livez'))).toBe(1)
  })

  test('a path that nobody has makes no series of its own', async () => {
    const none = { operation: 'none', status: '404' }
    expect(await rise('mintmark_http_requests_total', none, () => repeat(2, () => s.get('/canary-path')))).toBe(2)
    expect((await write(false)).text).not.toContain('canary')
  })

  test('refusals are counted by their code', async () => {
    expect(await rise('mintmark_refusals_total', { code: 'not_authenticated' }, () => s.get('/protected'))).toBe(1)
    const wrongClient = () => s.form('/token', { grant_type: 'client_credentials' }, basic('nobody', 'wrong'))
    expect(await rise('mintmark_refusals_total', { code: 'invalid_client' }, wrongClient)).toBe(1)
  })

  test('logins are counted by their outcome', async () => {
    const id = await s.addUser('dora')
    const outcome = (outcome: string, act: () => Promise<unknown>) => rise('mintmark_logins_total', { outcome }, act)
    expect(await outcome('succeeded', () => s.logIn('dora'))).toBe(1)
    expect(await outcome('wrong_password', password('dora', 'a wrong password'))).toBe(1)
    expect(await outcome('unknown_user', password('nobody', 'a wrong password'))).toBe(1)
    expect(await outcome('unacceptable', password('dora', 'x'.repeat(5000)))).toBe(1)
    await s.service.userAdministration.change(id, { disabled: true }, { atMs: s.system.nowMs() })
    expect(await outcome('disabled', password('dora', 'correct horse battery staple'))).toBe(1)
  })

  test('accounts, addresses and clients that are shut are held back', async () => {
    await s.addUser('lock')
    const wrong = password('lock', 'a wrong password')
    expect(await rise('mintmark_held_back_total', { by: 'account' }, () => repeat(12, wrong))).toBeGreaterThan(0)
    expect(await rise('mintmark_held_back_total', { by: 'address' }, () => repeat(55, wrong))).toBeGreaterThan(0)
    expect(await rise('mintmark_held_back_total', { by: 'client' }, () => repeat(125, () => s.refresh('mrt_none')))).toBe(5)
    s.system.advanceSeconds(3600)
  })

  test('refreshes are counted by their outcome', async () => {
    const outcome = (outcome: string, act: () => Promise<unknown>) => rise('mintmark_refreshes_total', { outcome }, act)
    const { refresh_token: first } = await s.logIn('alice')
    expect(await outcome('rotated', () => s.refresh(first))).toBe(1)
    expect(await outcome('retried', () => s.refresh(first))).toBe(1)
    s.system.advanceSeconds(60)
    expect(await outcome('refresh_reused', () => s.refresh(first))).toBe(1)
    expect(await outcome('unknown', () => s.refresh('mrt_none'))).toBe(1)
    const { refresh_token: idle } = await s.logIn('alice')
    s.system.advanceSeconds(15 * 86_400)
    expect(await outcome('refresh_expired', () => s.refresh(idle))).toBe(1)
  })

  test('hashes are timed, and none is left in the queue', async () => {
    expect(await rise('mintmark_password_hash_duration_seconds_count', { algorithm: 'argon2id' }, () => s.logIn('alice'))).toBe(1)
    const samples = await now()
    expect(seriesValue(samples, 'mintmark_password_hashes_running', { algorithm: 'argon2id' })).toBe(0)
    expect(seriesValue(samples, 'mintmark_password_hashes_waiting', { algorithm: 'argon2id' })).toBe(0)
  })

  test('calls to the database are timed', async () => {
    expect(await rise('mintmark_database_duration_seconds_count', { use: 'write' }, () => s.logIn('alice'))).toBeGreaterThan(0)
  })

  test('keys are counted by state, and one can sign', async () => {
    const samples = await now()
    const keys = (state: string) => seriesValue(samples, 'mintmark_signing_keys', { state })
    expect([keys('next'), keys('current'), keys('retiring'), seriesValue(samples, 'mintmark_signing_ready')]).toEqual([1, 1, 0, 1])
    s.system.advanceSeconds(100)
    const age = { state: 'current' }
    expect(
      seriesValue(await now(), 'mintmark_signing_key_age_seconds', age) - seriesValue(samples, 'mintmark_signing_key_age_seconds', age),
    ).toBe(100)
  })

  test('housekeeping counts the sessions; a scrape does not', async () => {
    await s.service.housekeeping.run()
    const before = seriesValue(await now(), 'mintmark_sessions')
    await repeat(3, () => s.logIn('alice'))
    expect(seriesValue(await now(), 'mintmark_sessions')).toBe(before)
    await s.service.housekeeping.run()
    expect(seriesValue(await now(), 'mintmark_sessions')).toBe(before + 3)
  })

  const countsWrites = async () => {
    const before = await now()
    await Promise.all(Array.from({ length: 8 }, () => s.logIn('alice')))
    const after = await now()
    const risen = (name: string) => seriesValue(after, name) - seriesValue(before, name)
    expect(risen('mintmark_sqlite_commit_writes_sum')).toBeGreaterThanOrEqual(16)
    expect(risen('mintmark_sqlite_commit_writes_count')).toBeLessThan(risen('mintmark_sqlite_commit_writes_sum'))
  }
  const countsConnections = async () => {
    const samples = await now()
    const connections = ['idle', 'busy'].map((state) => seriesValue(samples, 'mintmark_postgres_connections', { state }))
    expect(connections[0]).toBeGreaterThan(0)
    expect(seriesValue(samples, 'mintmark_postgres_waiting')).toBe(0)
  }
  if (database.kind === 'sqlite') test('writes that share a commit are counted', countsWrites)
  else test('connections are counted', countsConnections)

  test('both formats show the same series', async () => {
    const [plain, open] = [await write(false), await write(true)]
    expect(plain.contentType).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(open.contentType).toMatch(/^application\/openmetrics-text; version=1\.0\.0/)
    expect(open.text).toMatch(/\n# EOF\n$/)
    expect(open.text).toMatch(/^# TYPE mintmark_logins counter$/m)
    expect(plain.text).toMatch(/^# TYPE mintmark_logins_total counter$/m)
    const seriesOf = (text: string) => samplesOf(text).map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`)
    expect(seriesOf(open.text).filter((one) => one.startsWith('mintmark'))).toEqual(
      seriesOf(plain.text).filter((one) => one.startsWith('mintmark')),
    )
  })
})

test('a bucket holds what is below its bound', () => {
  const durations = newDurations()
  durations.buckets[0] = 2
  durations.buckets[3] = 1
  durations.buckets[15] = 1
  durations.tookMs = 10_000
  const { bounds, cumulative, count, sum } = secondsOf(durations, {})
  expect(bounds.slice(0, 4)).toEqual([0.00025, 0.0005, 0.001, 0.002])
  expect([bounds.at(-1), cumulative.slice(0, 4), cumulative.at(-1), count, sum]).toEqual([4.096, [2, 2, 2, 3], 3, 4, 10])
})

test('deliveries to a webhook are counted by their outcome', () => {
  const [family] = deliveryFamilies(() => ({ delivered: 5, failed: 2, givenUp: 1 }))
  const values = Object.entries({ delivered: 5, failed: 2, given_up: 1 })
  expect(family!.read()).toEqual(values.map(([outcome, value]) => ({ labels: { outcome }, value })))
  expect(deliveryFamilies(undefined)[0]!.read()).toEqual([])
})
