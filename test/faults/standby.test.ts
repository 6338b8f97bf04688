// A server in recovery is never believed. What it has not seen would log users out, and what it still has
// would let them in.
import { createInterface, type Interface } from 'node:readline'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { administer, postgres } from '../support/databases.ts'
import { CALLS, type Credentials, everyCredential } from '../support/every-operation.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { startStandby } from '../support/postgres-standby.ts'
import { createRelay, type Relay } from '../support/relay.ts'
import { type RunningService, startService } from '../support/service.ts'
import { createClient } from './client.ts'
import { untilReady } from './crash-rounds.ts'
import { FAST, finished, killServing, run } from './serving.ts'

/**
 * The time between the name leading to the primary and full service, and an extra allowance for a busy
 * machine.
 */
const WHOLE_WITHIN_MS = 2000
const BUSY_MS = 1000

describe.skipIf(postgres === null)('a hot standby that is an hour behind', () => {
  let primary: PostgresServer
  let standby: PostgresServer
  let relay: Relay
  let atPrimary: RunningService
  let atStandby: RunningService
  let held: Credentials
  const configOf = (url: string): DatabaseConfig => ({ kind: 'postgres', url, poolSize: 4, namedStatements: true })

  beforeAll(async () => {
    primary = (await startPostgres())!
    relay = await createRelay(primary.url)
    atPrimary = await startService(configOf(primary.url))
    atStandby = await startService(configOf(relay.url))
    standby = await startStandby(primary, { applyDelaySeconds: 3600 })
    held = await everyCredential(atPrimary)
    relay.leadTo(standby.url)
    relay.cut()
  })
  afterAll(async () => {
    killServing()
    await atPrimary?.stop()
    await atStandby?.stop()
    await relay?.close()
    await standby?.remove()
    await primary?.remove()
  })

  test.each(CALLS)('%s %s with good credentials: 503, never 401 or 400 (F 11)', async (method, path, init) => {
    const answer = await atStandby.send(method, path, init(held))
    expect(answer).toMatchObject({ status: 503, body: { status: 503, detail: expect.stringContaining('standby') } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('a log-out at the primary is not undone at the standby (F 8, F 11)', async () => {
    const { access_token } = await atPrimary.logIn('alice')
    const headers = { authorization: `Bearer ${access_token}` }
    expect((await atPrimary.send('POST', '/logout', { headers })).status).toBe(204)
    expect((await atStandby.get('/protected', access_token)).status).toBe(503)
  })

  test('a table that the standby does not have yet is unavailable (F 11)', async () => {
    await administer(primary.url, 'create table made_since (id bigint)')
    const database = await openDatabase(configOf(standby.url))
    await expect(sql`select id from made_since`.execute(database.kysely)).rejects.toMatchObject({ storageCode: 'STANDBY' })
    await database.close()
  })

  test('the log names the standby once, and what to do (F 11)', () => {
    const told = atStandby.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn')
    expect(told).toEqual([expect.objectContaining({ message: 'the database cannot be used' })])
    expect(told[0].error.cause.message).toMatch(/in recovery\. Promote it, or let the host in DATABASE_URL lead to the primary/)
  })

  test('`serve` on a standby waits, alive and not ready, and says so (F 11)', async () => {
    const child = run(['serve'], { ...FAST, DATABASE_URL: relay.url })
    const [ended, said] = [finished(child), createInterface(child.stdout!)]
    const waits = await firstLine(said, /The service waits/)
    const client = createClient(JSON.parse(waits).url)
    expect((await client.get('/livez')).status).toBe(200)
    expect(await client.get('/readyz')).toMatchObject({ status: 503, body: { detail: expect.stringContaining('standby') } })
    expect((await client.openProtected(held.tokens.access_token)).status).toBe(503)
    child.kill('SIGTERM')
    const { code, output } = await ended
    expect(code).toBe(0)
    expect(output.match(/The service waits, and is not ready, until the name in DATABASE_URL leads to a primary\./g)).toHaveLength(1)
  })

  test('a command on a standby ends with 5 and the reason (F 11)', async () => {
    const { code, output } = await finished(run(['users', 'list'], { ...FAST, DATABASE_URL: standby.url }))
    expect([code, output]).toEqual([5, expect.stringMatching(/^Only a standby of the database answers.*Promote it/)])
  })

  test('2 s after the name leads to the primary, everything works (F 11)', async () => {
    relay.leadTo(primary.url)
    const movedAt = performance.now()
    expect(await untilReady(createClient(atStandby.url))).toBeLessThan(WHOLE_WITHIN_MS + BUSY_MS)
    const asked = Array.from({ length: 20 }, () => atStandby.get('/protected', held.tokens.access_token))
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]))
    expect((await atStandby.refresh(held.tokens.refresh_token)).status).toBe(200)
    expect(performance.now() - movedAt).toBeLessThan(WHOLE_WITHIN_MS + BUSY_MS)
  })
})

/** Returns the first line that matches. Throws if the process ends before it. */
async function firstLine(said: Interface, wanted: RegExp): Promise<string> {
  for await (const line of said) if (wanted.test(line)) return line
  throw new Error(`It never said ${wanted}.`)
}
