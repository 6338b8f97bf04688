// REQUIREMENTS I 4, CVE-2020-15223: the database can be read and not written. Nobody is told that a token was revoked which was not.
import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'
import { describe, expect } from 'vitest'
import type { DatabaseConfig } from '../../../src/config.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { basic, SECRET, startService } from '../../support/service.ts'

/** Keeps every writer out, and lets readers in; gives what ends it. */
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
  /** Of a client whose secret was not used since the service secret was changed. */
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

  test('I 4: a revocation that cannot be written is answered with 503 and Retry-After, the token lives, and the next try succeeds', async ({
    database,
    service,
    alice,
  }) => {
    const attempts = () =>
      Promise.all([
        service.form('/token/revoke', { token: alice.refresh_token }),
        service.form('/token/revoke', { token: alice.access_token }),
        service.form('/token/revoke', { token: serviceToken }, client),
      ])
    const alive = async () =>
      (await Promise.all([alice.access_token, serviceToken].map((token) => service.get('/protected', token)))).map(({ status }) => status)
    const letIn = await keepWritersOut(database.config)
    // C 6: a secret that cannot be moved is good all the same.
    const [answers, granted] = await Promise.all([attempts(), service.form('/token', { grant_type: 'client_credentials' }, old)])
    expect(granted.status).toBe(200)
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, body: { status: 503 } })
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    // F 3: reads are still served.
    expect(await alive()).toEqual([200, 200])
    await letIn()
    expect(await alive()).toEqual([200, 200])
    expect((await attempts()).map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await alive()).toEqual([401, 401])
  })
})
