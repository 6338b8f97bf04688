// DESIGN §5: `mintmark backup`; that what it writes can be restored is shown by backup-and-restore.test.ts.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWithAlice, mintmark, temporaryFolder } from './mintmark.ts'

test('G 1: backup writes one file for its owner alone, without the secret, and leaves one that is there as it is', async () => {
  const folder = await folderWithAlice()
  const backUp = () => mintmark(folder, ['backup', './copy.db'])
  const said = 'The database was copied to ./copy.db. The service secret is not in it.\n'
  expect(await backUp()).toEqual({ code: 0, stdout: said, stderr: '' })
  expect(readdirSync(folder).sort()).toEqual(['copy.db', 'data'])
  const copy = readFileSync(join(folder, 'copy.db'))
  expect(statSync(join(folder, 'copy.db')).mode & 0o777).toBe(0o600)
  expect(copy.includes(readFileSync(join(folder, 'data', 'mintmark.db.secret'), 'utf8').trim())).toBe(false)

  const refused = './copy.db is there already, and is left as it is: name another file.\n'
  expect(await backUp()).toEqual({ code: 4, stdout: '', stderr: refused })
  expect(readFileSync(join(folder, 'copy.db')).equals(copy)).toBe(true)
})

test.each<[string, Record<string, string>, number, string]>([
  ['no database', {}, 3, '/data/mintmark.db'],
  ['PostgreSQL', { DATABASE_URL: 'postgres://mint:hunter2hunter2@127.0.0.1:1/mint' }, 2, 'pg_dump'],
])('of %s there is no backup to be had, and nothing is written', async (_, env, code, sentence) => {
  const folder = temporaryFolder()
  const outcome = await mintmark(folder, ['backup', './copy.db'], { env })
  expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(sentence) })
  expect(readdirSync(folder)).toEqual([])
})
