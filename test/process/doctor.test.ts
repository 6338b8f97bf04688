// `mintmark doctor` beside a running service, on both databases (docs/operate.md#doctor).
import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { folderWithAlice, logIn, mintmark, start, temporaryFolder } from './mintmark.ts'
import { serving } from './serving.ts'

const whatOf = (stdout: string) => (JSON.parse(stdout).findings as { what: string }[]).map(({ what }) => what)

test.each(databases)('on $name, a healthy service has no finding, and faults are found', async (database) => {
  const s = await serving(database)
  const { code, stdout } = await s.run('doctor --json')
  expect([code, JSON.parse(stdout)]).toEqual([0, { errors: 0, warnings: 0, findings: [] }])
  expect((await s.run('doctor')).stdout).toBe('Nothing found.\n')

  const { kysely } = await s.database()
  await kysely.updateTable('users').set({ username: ' alice ' }).execute()
  await kysely.deleteFrom('signing_keys').where('signs_from_ms', 'is', null).execute()
  const warned = await s.run('doctor --json')
  expect([warned.code, whatOf(warned.stdout)]).toEqual([
    0,
    [expect.stringContaining('No next key'), expect.stringContaining('White space around their names')],
  ])
  await kysely.updateTable('users').set({ username: 'alice' }).execute()
  expect(whatOf((await s.run('doctor --json')).stdout)).toEqual([expect.stringContaining('No next key')])

  const other = { ...s.env, MINTMARK_SECRET: randomBytes(32).toString('base64url') }
  const refused = await mintmark(s.folder, ['doctor', '--json'], { env: other })
  expect([refused.code, whatOf(refused.stdout), refused.stderr]).toEqual([
    1,
    expect.arrayContaining([expect.stringMatching(/does not open (\d) of \1 signing keys/)]),
    '1 error found.\n',
  ])
})

test('after a crash, the files stay as they are to the byte', async () => {
  const folder = await folderWithAlice()
  const { url, signal, exit } = await start(folder, 'serve')
  expect((await logIn(url)).status).toBe(200)
  signal('SIGKILL')
  await exit()
  const bytes = () => ['mintmark.db', 'mintmark.db-wal'].map((name) => readFileSync(join(folder, 'data', name)).toString('base64'))
  const before = bytes()
  expect(before[1]).not.toBe('')
  expect((await mintmark(folder, ['doctor'])).stdout).toBe('Nothing found.\n')
  expect(bytes()).toEqual(before)
})

test('a broken setting does not hide that there is no database', async () => {
  const folder = temporaryFolder()
  const { code, stdout } = await mintmark(folder, ['doctor', '--json'], { env: { HOST: '0.0.0.0' } })
  expect([code, whatOf(stdout)]).toEqual([1, [expect.stringContaining('MINTMARK_ISSUER'), expect.stringContaining('There is no database')]])
  const { findings } = JSON.parse((await mintmark(folder, ['doctor', '--json'])).stdout)
  expect(findings).toEqual([
    expect.objectContaining({ level: 'error', subject: 'database', mend: expect.stringContaining('mintmark migrate') }),
  ])
})

test('a secret that others may read, or that is lost, is found', async () => {
  const folder = temporaryFolder()
  expect((await mintmark(folder, ['migrate'])).code).toBe(0)
  const secret = join(folder, 'data', 'mintmark.db.secret')
  chmodSync(secret, 0o644)
  expect(whatOf((await mintmark(folder, ['doctor', '--json'])).stdout)).toEqual([expect.stringContaining('Every user of this machine')])
  chmodSync(secret, 0o600)
  expect((await mintmark(folder, ['doctor'])).stdout).toBe('Nothing found.\n')
  rmSync(secret)
  const lost = await mintmark(folder, ['doctor', '--json'])
  expect([lost.code, whatOf(lost.stdout)]).toEqual([1, [expect.stringContaining('its service secret')]])
})
