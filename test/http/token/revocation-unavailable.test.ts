// REQUIREMENTS I 4, CVE-2020-15223: the database can be read but not written. The service never reports a
// revocation that did not happen.
import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'
import { describe, expect } from 'vitest'
import type { DatabaseConfig } from '../../../src/config.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { basic, SECRET, startService } from '../../support/service.ts'

/** Locks the database against writers but not readers, and returns what ends the lock. */
async function keepWritersOut(config: DatabaseConfig): Promise<() => Promise<void>> {
  if (config.kind === 'sqlite') {
    const holder = new BetterSqlite3(config.file)
    holder.exec('begin immediate')
    return async () => void holder.close()
  }
  const holder = new pg.Client(config.url)
  await holder.connect()
  await holder.query('set idle_in_transaction_session_timeout = 0')
  await holder.query('begin')
  await holder.query('lock table sessions, revoked_tokens, client_secrets in share mode')
  return () => holder.end()
}

describe.each(onEachDatabase({ secret: { current: Buffer.alloc(32, 8), previous: SECRET.current } }))('on $name', ({ test }) => {
  let client: Record<string, string>
  let serviceToken: string
  /** `Authorization` of a client whose secret was not used since the service secret changed. */
  let old: Record<string, string>
  // The service under test starts after the secret was changed.
  test.beforeAll(async ({ database }) => {
    const before = await startService(database.config)
    old = basic('old', await before.addClient('old'))
    await before.stop()
  })
  test.beforeAll(async ({ service }) => {
    client = basic('shop', await service.addClient('shop'))
    serviceToken = (await service.form('/token', { grant_type: 'client_credentials' }, client)).body.access_token
  })

  test('a revocation that cannot be written is a 503, and retries succeed (I 4)', async ({ database, service, alice }) => {
    const attempts = () =>
      Promise.all([
        service.form('/token/revoke', { token: alice.refresh_token }),
        service.form('/token/revoke', { token: alice.access_token }),
        service.form('/token/revoke', { token: serviceToken }, client),
      ])
    const alive = async () =>
      (await Promise.all([alice.access_token, serviceToken].map((token) => service.get('/protected', token)))).map(({ status }) => status)
    const letIn = await keepWritersOut(database.config)
    // C 6: a secret works even if it cannot be moved.
    const [answers, granted] = await Promise.all([attempts(), service.form('/token', { grant_type: 'client_credentials' }, old)])
    expect(granted.status).toBe(200)
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, body: { status: 503 } })
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    // F 3: reads still work.
    expect(await alive()).toEqual([200, 200])
    await letIn()
    expect(await alive()).toEqual([200, 200])
    expect((await attempts()).map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await alive()).toEqual([401, 401])
  })
})
