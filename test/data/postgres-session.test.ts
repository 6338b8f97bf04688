// What a role's settings do to its sessions: limits, isolation, and whether writing is allowed.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/data/open-database.ts'
import { createServiceStateStore } from '../../src/data/service-state.ts'
import { FAST, finished, run } from '../faults/serving.ts'
import { administer, postgres } from '../support/databases.ts'
import { watchStatements } from '../support/sent-statements.ts'

describe.skipIf(postgres === null)('defaults of a session', () => {
  /** Creates a database whose new sessions begin with `settings`. */
  async function withDefaults(settings: Record<string, string>) {
    const fresh = await postgres!.fresh()
    const { url } = fresh.config as { url: string }
    const name = url.split('/').at(-1)!
    // Connects through another database, so that a setting never prevents the next change of it.
    const elsewhere = url.replace(name, 'postgres')
    const set = (setting: string, value: string) => administer(elsewhere, `alter database ${name} set ${setting} = '${value}'`)
    for (const [setting, value] of Object.entries(settings)) await set(setting, value)
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`
    return { url, name, set, cut: () => administer(elsewhere, cut), database: await openDatabase(fresh.config) }
  }

  test("nothing is set on a session: the role's limits apply (F 12)", async () => {
    const { database } = await withDefaults({ statement_timeout: '1234ms', lock_timeout: '567ms' })
    const { rows } = await sql`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`.execute(
      database.kysely,
    )
    expect(rows).toEqual([{ statement: '1234ms', lock: '567ms' }])
    await database.close()
  })

  test("a statement that hits the role's limit fails as unavailable (F 4)", async () => {
    const { database } = await withDefaults({ statement_timeout: '100ms' })
    await expect(sql`select pg_sleep(${5})`.execute(database.kysely)).rejects.toMatchObject({ code: 'unavailable', storageCode: '57014' })
    await database.close()
  })

  test('the start reports missing limits and isolation, with remedies (F 4)', async () => {
    const { database } = await withDefaults({ lock_timeout: '0', statement_timeout: '0', default_transaction_isolation: 'serializable' })
    const [limits, isolation, ...more] = await database.examine()
    expect(limits).toMatch(/no statement_timeout, no lock_timeout:.*ALTER ROLE "postgres" SET statement_timeout = '2200ms'; ALTER ROLE/)
    expect(isolation).toMatch(/'serializable'.*Run {2}ALTER ROLE "postgres" SET default_transaction_isolation = 'read committed';$/)
    expect(more).toEqual([])
    await database.close()
  })

  test('the start reports commits that a crash could lose (F 1)', async () => {
    const { database } = await withDefaults({ synchronous_commit: 'off' })
    expect(await database.examine()).toEqual([expect.stringMatching(/synchronous_commit is off.*Set synchronous_commit = on\.$/)])
    await database.close()
  })

  test('recommended settings cause no report (F 4)', async () => {
    const { database } = await withDefaults({})
    expect(await database.examine()).toEqual([])
    await database.close()
  })

  test('a primary that is read-only by default is refused with the remedy (F 11)', async () => {
    const { database, name } = await withDefaults({ default_transaction_read_only: 'on' })
    await expect(database.examine()).rejects.toThrow(
      new RegExp(`default_transaction_read_only is on.*Run {2}ALTER DATABASE "${name}" RESET default_transaction_read_only;`),
    )
    await database.close()
  })

  test('`serve` on a read-only primary ends with 4 and says so (F 11)', async () => {
    const { database, url } = await withDefaults({ default_transaction_read_only: 'on' })
    const { code, output } = await finished(run(['serve'], { ...FAST, DATABASE_URL: url }))
    expect([code, output]).toEqual([4, expect.stringMatching(/^PostgreSQL is a primary that can only be read: .* and start again\.$/m)])
    await database.close()
  })

  test('a primary that becomes read-only still reads, and recovers by itself (F 4, F 11)', async () => {
    const { database, set, cut } = await withDefaults({})
    const state = createServiceStateStore(database)
    await state.expectWritable()
    await set('default_transaction_read_only', 'on')
    await cut()
    expect(await untilDone(state.read)).toMatchObject({ epoch: 0 })
    await expect(state.expectWritable()).rejects.toMatchObject({ storageCode: '25006', message: expect.stringMatching(/no changes/) })
    expect(await state.read()).toMatchObject({ epoch: 0 })
    // Sessions keep the default they began with, so the connections must be replaced one by one.
    await set('default_transaction_read_only', 'off')
    await untilDone(state.expectWritable)
    await database.close()
  })

  test('most writes to a read-only primary are refused without a query (F 4)', async () => {
    const { database } = await withDefaults({ default_transaction_read_only: 'on' })
    const state = createServiceStateStore(database)
    const statements = watchStatements()
    for (let turn = 0; turn < 50; turn += 1) await expect(state.expectWritable()).rejects.toMatchObject({ storageCode: '25006' })
    // One write per half second may pass, and several on a busy machine.
    expect(statements.take().filter((statement) => statement.startsWith('update')).length).toBeLessThan(25)
    statements.stop()
    await database.close()
  })
})

/** Tries until the work succeeds. After 30 s it throws the last error. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + 30_000; ; ) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(50)
    }
  }
}
