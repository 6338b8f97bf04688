// DESIGN §5: `mintmark backup`; that what it writes can be restored is shown by backup-and-restore.test.ts.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWithAlice, mintmark, temporaryFolder } from './mintmark.ts'

test('G 1: backup writes one file for its owner alone, without the secret, and says so', async () => {
  const folder = await folderWithAlice()
  const { code, stdout } = await mintmark(folder, ['backup', './copy.db'])
  expect([code, stdout]).toEqual([0, 'The database was copied to ./copy.db. The service secret is not in it.\n'])
  expect(readdirSync(folder).sort()).toEqual(['copy.db', 'data'])
  expect(statSync(join(folder, 'copy.db')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(folder, 'copy.db')).includes(readFileSync(join(folder, 'data', 'mintmark.db.secret'), 'utf8').trim())).toBe(
    false,
  )
})

test('backup leaves a file that is there already as it is', async () => {
  const folder = await folderWithAlice()
  writeFileSync(join(folder, 'copy.db'), 'an older backup')
  const { code, stderr } = await mintmark(folder, ['backup', './copy.db'])
  expect([code, stderr]).toEqual([4, './copy.db is there already, and is left as it is: name another file.\n'])
  expect(readFileSync(join(folder, 'copy.db'), 'utf8')).toBe('an older backup')
})

test.each<[string, Record<string, string>, number, string]>([
  ['no database', {}, 3, './data/mintmark.db'],
  ['PostgreSQL', { DATABASE_URL: 'postgres://mint:hunter2hunter2@127.0.0.1:1/mint' }, 2, 'pg_dump'],
])('of %s there is no backup to be had, and nothing is written', async (_, env, code, sentence) => {
  const folder = temporaryFolder()
  const outcome = await mintmark(folder, ['backup', './copy.db'], { env })
  expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(sentence) })
  expect(readdirSync(folder)).toEqual([])
})
