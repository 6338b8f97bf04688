// Accounts are written to a file, as real processes on both databases (docs/import-and-apply.md#export).
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashSync } from 'bcryptjs'
import { sql } from 'kysely'
import { describe, expect, test, vi } from 'vitest'
import { databases, sqlite } from '../support/databases.ts'
import { folderWithAlice, mintmark, PASSWORD, startCommand } from './mintmark.ts'
import { type Serving, serving, token } from './serving.ts'

const linesOf = (folder: string, file: string) =>
  readFileSync(join(folder, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

const exportsIn = async (s: Serving) =>
  (await (await s.events()).list({ limit: 100 })).filter(({ type }) => /exported$/.test(type)).map(({ type, actor }) => [type, actor])

describe.each(databases)('on $name', (database) => {
  test('an export has every account, and hashes only if asked (P 8, G 3)', async () => {
    const s = await serving(database)
    await s.run('users add Bob --scope a --scope b --generate')
    await s.run('users disable bob')
    expect(await s.run('users export ./all.ndjson')).toMatchObject({
      code: 0,
      stdout: '2 accounts were written to ./all.ndjson, without passwords, so they cannot be imported from it.\n',
    })
    expect(linesOf(s.folder, 'all.ndjson')).toEqual([
      { username: 'alice', scope: 'data:read', disabled: false },
      { username: 'Bob', scope: 'a b', disabled: true },
    ])
    expect(statSync(join(s.folder, 'all.ndjson')).mode & 0o777).toBe(0o600)
    expect(await s.json('users export ./hashes.ndjson --with-hashes')).toEqual({ file: './hashes.ndjson', users: 2, withHashes: true })
    expect(linesOf(s.folder, 'hashes.ndjson')[0].password_hash).toMatch(/^\$argon2id\$/)
    expect(await exportsIn(s)).toEqual([
      ['password_hashes_exported', 'command'],
      ['users_exported', 'command'],
    ])
  })

  test('an export with hashes can be imported, with the same passwords (P 8)', async () => {
    const [from, to] = [await serving(database), await serving(database)]
    const hash = hashSync('their old password', 4)
    const users = Array.from({ length: 450 }, (_, index) => ({ username: `user${index}`, password_hash: hash }))
    await from.run('users import', users.map((user) => JSON.stringify(user)).join('\n'))
    await from.json('users export ./all.ndjson --with-hashes')
    await to.run('users delete alice')
    writeFileSync(join(to.folder, 'all.ndjson'), readFileSync(join(from.folder, 'all.ndjson')))
    expect(await to.json('users import all.ndjson')).toEqual({ imported: 451, skipped: 0, refused: 0, dryRun: false })
    expect((await token(to.url, { username: 'alice', password: PASSWORD })).status).toBe(200)
    expect((await token(to.url, { username: 'user449', password: 'their old password' })).status).toBe(200)
  })
})

test('an export that is broken off leaves no file (G 4)', async () => {
  const s = await serving(sqlite)
  const { kysely } = await s.database()
  await sql`
    insert into users (id, username, username_key, password_hash, scope, epoch, created_at_ms, password_changed_at_ms)
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
    select 'usr_' || i, 'u' || i, 'u' || i, password_hash, scope, epoch, created_at_ms, password_changed_at_ms
    from n, users where username = 'alice'`.execute(kysely)
  const before = readdirSync(s.folder)
  const { outcome, signal } = startCommand(s.folder, ['users', 'export', './all'], { env: s.env })
  const draft = () => readdirSync(s.folder).find((name) => name.startsWith('all.new-'))
  await vi.waitFor(() => expect(statSync(join(s.folder, draft()!)).size).toBeGreaterThan(0), { timeout: 60_000, interval: 1 })
  signal('SIGINT')
  expect(await outcome).toEqual({ code: 130, stdout: '', stderr: 'SIGINT broke it off. No file was written.\n' })
  expect(readdirSync(s.folder)).toEqual(before)
  expect(await exportsIn(s)).toEqual([['users_exported', 'command']])
})

test('an export replaces no file, and leaves none if it fails', async () => {
  const folder = await folderWithAlice()
  writeFileSync(join(folder, 'kept'), 'mine')
  const refused = { code: 4, stdout: '', stderr: './kept is there already, and is left as it is: name another file.\n' }
  expect(await mintmark(folder, ['users', 'export', './kept'])).toEqual(refused)
  expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('mine')
  const before = readdirSync(folder)
  const nowhere = await mintmark(folder, ['users', 'export', './no-folder/all'])
  expect(nowhere).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('cannot be written') })
  expect(readdirSync(folder)).toEqual(before)
})
