// The log has the beginning of an outage, with its cause, and its end (REQUIREMENTS F 3, F 5).
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { createStorageWatch } from '../../src/ops/storage-watch.ts'
import { databases, sqlite } from '../support/databases.ts'
import { createTestSystem } from '../support/test-system.ts'

function aWatch() {
  const system = createTestSystem()
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => lines.push(line) })
  const entries = () => lines.map((line) => JSON.parse(line))
  return { system, watch: createStorageWatch({ log, system }), entries, messages: () => entries().map(({ message }) => message) }
}
const AWAY = 'the database cannot be used'
const BACK = 'the database can be used again'

test('a locked SQLite file is reported once, until a write succeeds (F 5)', async () => {
  const { system, watch, entries, messages } = aWatch()
  const fresh = await sqlite.fresh()
  const { kysely } = await fresh.open({ sqlite: { busyLimitMs: 20 }, watch })
  const write = () => kysely.updateTable('service_state').set({ epoch: 0 }).execute()
  const read = () => kysely.selectFrom('service_state').select('epoch').execute()
  const other = new Sqlite((fresh.config as { file: string }).file)
  other.exec('begin immediate')
  for (let tries = 0; tries < 3; tries += 1) {
    await expect(write()).rejects.toMatchObject({ code: 'unavailable' })
    system.advanceSeconds(4)
  }
  other.exec('rollback')
  system.advanceSeconds(4)
  await read()
  expect(messages()).toEqual([AWAY])
  expect(entries()[0]).toMatchObject({ level: 'warn', error: { cause: { code: expect.stringMatching(/^SQLITE_BUSY/) } } })
  await write()
  await write()
  expect(messages()).toEqual([AWAY, BACK])
  expect(entries()[1]).toMatchObject({ level: 'info', awayMs: 8000, failures: 3 })
  other.close()
})

describe.each(databases)('on $name', ({ fresh }) => {
  test('a faulty statement does not count as a storage outage', async () => {
    const { watch, entries } = aWatch()
    const { kysely } = await (await fresh()).open({ watch })
    await expect(
      kysely
        .selectFrom('users')
        .select('nothing' as 'id')
        .execute(),
    ).rejects.toThrow()
    expect(entries()).toEqual([])
  })

  test('a closed database is reported by reads and by writes', async () => {
    for (const use of ['read', 'write'] as const) {
      const { watch, messages } = aWatch()
      const database = await (await fresh()).open({ watch })
      await database.close()
      const { kysely } = database
      const asked = use === 'read' ? kysely.selectFrom('users').select('id') : kysely.deleteFrom('users')
      for (let tries = 0; tries < 2; tries += 1) await expect(asked.execute()).rejects.toMatchObject({ code: 'unavailable' })
      expect(messages()).toEqual([AWAY])
    }
  })
})

test('a clock that is set back does not delay the end', () => {
  const { system, watch, messages } = aWatch()
  watch.failed(new Error('away'), 'read')
  system.advanceSeconds(-3600)
  watch.answered('read', 1)
  expect(messages()).toEqual([AWAY, BACK])
})
