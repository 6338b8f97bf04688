// A backup of a SQLite file that is in use (docs/design/data.md#backups).
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/data/open-database.ts'
import { backUpDatabaseFile } from '../../src/data/sqlite/backup.ts'
import { createUserStore } from '../../src/data/users.ts'
import { sqlite } from '../support/databases.ts'
import { aUser } from './rows.ts'

async function inUse() {
  const fresh = await sqlite.fresh()
  const { file } = fresh.config as { file: string }
  return { file, to: join(dirname(file), 'copy.db'), database: await fresh.open() }
}

test('a backup has everything committed, including the -wal, and nothing later', async () => {
  const { file, to, database } = await inUse()
  const [before, after] = [aUser(), aUser()]
  await createUserStore(database).create(before, { atMs: 0 })
  await backUpDatabaseFile(file, to)
  await createUserStore(database).create(after, { atMs: 0 })

  expect(existsSync(`${to}-wal`)).toBe(false)
  const copy = await openDatabase({ kind: 'sqlite', file: to })
  const found = await Promise.all([before, after].map(({ id }) => createUserStore(copy).findById(id)))
  await copy.close()
  expect(found).toEqual([before, undefined])
})

test('a backup that fails leaves no files', async () => {
  const { file } = await inUse()
  const folder = dirname(file)
  const before = readdirSync(folder)
  await expect(backUpDatabaseFile(join(folder, 'nothing.db'), join(folder, 'copy.db'))).rejects.toThrow()
  expect(readdirSync(folder)).toEqual(before)
})
