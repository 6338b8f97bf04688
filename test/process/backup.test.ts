// `mintmark backup` (docs/design/data.md#backups). backup-and-restore.test.ts shows that its files can be
// restored.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWithAlice, mintmark, temporaryFolder } from './mintmark.ts'

test('backup writes one private file without the secret, and replaces none (G 1)', async () => {
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
])('backup of %s is refused and writes nothing', async (_, env, code, sentence) => {
  const folder = temporaryFolder()
  const outcome = await mintmark(folder, ['backup', './copy.db'], { env })
  expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(sentence) })
  expect(readdirSync(folder)).toEqual([])
})
