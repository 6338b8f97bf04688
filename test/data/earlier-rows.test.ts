// Migrations bring the rows of an earlier build up to date (docs/design/data.md#migrations). That build wrote
// them by test/upgrade/write-fixture.ts; scripts/check-upgrade.sh runs it.
import { describe, expect, test } from 'vitest'
import { migrate, type Schema, schema, schemaState } from '../../src/data/migrations.ts'
import { parseServiceSecret } from '../../src/secret/service-secret.ts'
import { databases } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'
import earlier from './fixtures/865989d.json' with { type: 'json' }

/** The newest migration of that build was 01-007. */
const ITS_SCHEMA: Schema = {
  release: 1,
  migrations: Object.fromEntries(Object.entries(schema.migrations).filter(([name]) => name < '01-008')),
}

describe.each(databases)('on $name', ({ fresh }) => {
  async function upgraded() {
    const made = await fresh({ empty: true })
    const database = await made.open()
    await migrate(database, ITS_SCHEMA)
    const {
      service_state: [state],
      ...rows
    } = earlier.rows
    await database.kysely.updateTable('service_state').set(state!).execute()
    for (const [table, all] of Object.entries(rows))
      for (const { id, ...row } of all as unknown as Record<string, unknown>[])
        await database.kysely
          .insertInto(table as 'events')
          // The database assigns the ids of events.
          .values({ ...row, ...(table === 'events' ? {} : { id }) } as never)
          .execute()
    expect(await schemaState(database)).toBe('behind')
    const s = await startService(made.config, {
      config: { issuer: earlier.issuer },
      secret: { current: parseServiceSecret(earlier.serviceSecret)! },
      system: createTestSystem(earlier.madeAtMs),
    })
    expect(await schemaState(database)).toBe('current')
    return { s, database }
  }
  const protectedStatus = async (s: RunningService, token: string) => (await s.get('/protected', token)).status

  test('live sessions continue, and ended ones stay ended (R 10)', async () => {
    const { s } = await upgraded()
    const { phone, loggedOut, mail } = earlier.tokens
    expect(await protectedStatus(s, phone.access_token)).toBe(200)
    expect(await protectedStatus(s, mail.access_token)).toBe(200)
    expect((await s.refresh(phone.refresh_token)).status).toBe(200)
    expect(await protectedStatus(s, loggedOut.access_token)).toBe(401)
    expect((await s.refresh(loggedOut.refresh_token)).body.reason).toBe('session_revoked')
    expect((await s.get('/me', earlier.tokens.service.access_token)).status).toBe(403)
    expect((await s.form('/token', { username: 'bob', password: earlier.password })).status).toBe(401)
    expect((await s.form('/token', { username: 'alice', password: earlier.password })).status).toBe(200)
    await s.stop()
  })

  test('sessions of a client without the refresh grant no longer count', async () => {
    const { s, database } = await upgraded()
    const rows = await database.kysely.selectFrom('sessions').select(['client_id', 'refreshable']).orderBy('client_id').execute()
    expect(rows.map(({ client_id, refreshable }) => [client_id, refreshable])).toEqual([
      ['default', 1],
      ['default', 1],
      ['mail', 0],
      ['web', 1],
    ])
    await s.stop()
  })
})
