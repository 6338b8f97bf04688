// Accounts are imported from another system, as real processes on both databases
// (docs/design/accounts-and-clients.md#imported-accounts).
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as argon2 from 'argon2'
import { hashSync } from 'bcryptjs'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { EXIT } from '../../src/cli/support/exit-code.ts'
import { databases } from '../support/databases.ts'
import { folderWithAlice, folderWithDatabase, logIn, mintmark, temporaryFolder } from './mintmark.ts'
import { serving, token } from './serving.ts'

const BCRYPT = hashSync('their old password', 4)
const lines = (users: object[]) => users.map((user) => `${JSON.stringify(user)}\n`).join('')
const many = (count: number, name: (index: number) => string) =>
  lines(Array.from({ length: count }, (_, index) => ({ username: name(index), password_hash: BCRYPT })))

describe.each(databases)('on $name', (database) => {
  test('imported users log in with old passwords, and existing users stay (P 8, G 3)', async () => {
    const { url, folder, json, events, database: open } = await serving(database)
    const argon = await argon2.hash('their old password', { type: argon2.argon2id, memoryCost: 64, timeCost: 1, parallelism: 1 })
    const users = [
      { username: 'Bob', password_hash: BCRYPT },
      { username: 'carol', password_hash: argon, scope: ['orders:read', 'orders:write'] },
      { username: 'dave', password_hash: BCRYPT.replace('$2b$', '$2y$'), scope: 'a b', disabled: true },
      { username: 'ALICE', password_hash: BCRYPT },
    ]
    writeFileSync(join(folder, 'users.ndjson'), lines(users))
    expect(await json('users import users.ndjson')).toEqual({ imported: 3, skipped: 1, refused: 0, dryRun: false })
    expect(await json('users import users.ndjson')).toEqual({ imported: 0, skipped: 4, refused: 0, dryRun: false })
    const login = (username: string) => token(url, { username, password: 'their old password' })
    expect((await login('bob')).body).toMatchObject({ scope: 'data:read' })
    expect((await login('carol')).body).toMatchObject({ scope: 'orders:read orders:write' })
    expect([(await login('dave')).status, (await login('alice')).status]).toEqual([401, 401])
    expect((await logIn(url)).status).toBe(200)
    const made = (await (await events()).list({ limit: 100 })).filter(({ type }) => type === 'user_created')
    expect(made.map(({ actor }) => actor)).toEqual(['command', 'command', 'command', 'command'])
    const rows = await (await open()).kysely.selectFrom('users').select(['id', 'username', 'scope']).execute()
    expect(new Set(made.map(({ userId }) => userId))).toEqual(new Set(rows.map(({ id }) => id)))
    expect(rows.find(({ username }) => username === 'dave')).toMatchObject({ scope: 'a b' })
  })

  test('parallel imports make each account once, and logins beside them succeed (F 10)', async () => {
    const { url, run, database: open } = await serving(database)
    const input = many(3000, (index) => `user${index}`)
    let ended = false
    const imports = Promise.all([run('users import --json', input), run('users import - --json', input)]).finally(() => (ended = true))
    const statuses: number[] = []
    do statuses.push((await logIn(url)).status)
    while (!ended)
    const counts = (await imports).map(({ stdout }) => JSON.parse(stdout) as { imported: number; skipped: number })
    expect(counts.reduce((sum, { imported }) => sum + imported, 0)).toBe(3000)
    for (const { imported, skipped } of counts) expect(imported + skipped).toBe(3000)
    expect(new Set(statuses)).toEqual(new Set([200]))
    const { kysely } = await open()
    const created = await kysely.selectFrom('events').select('user_id').where('type', '=', 'user_created').execute()
    expect(new Set(created.map(({ user_id }) => user_id)).size).toBe(created.length)
    expect(created).toHaveLength(3001)
  })

  test('a login is answered in the middle of an import (F 10)', async () => {
    const { url, run, database: open } = await serving(database)
    const { kysely } = await open()
    const answered = Promise.withResolvers<void>()
    async function* input() {
      yield many(1500, (index) => `user${index}`)
      await answered.promise
      yield many(1500, (index) => `other${index}`)
    }
    const importing = run('users import --json', input())
    await expect.poll(() => kysely.selectFrom('users').select('id').limit(1000).execute()).toHaveLength(1000)
    const { status } = await logIn(url)
    answered.resolve()
    expect(status).toBe(200)
    expect(JSON.parse((await importing).stdout)).toMatchObject({ imported: 3000 })
  })
})

test('each bad line is reported by number, and good lines are imported', async () => {
  const folder = await folderWithDatabase()
  const good = (username: string) => lines([{ username, password_hash: BCRYPT }])
  const bad = [`{"username":"x","password_hash":"${BCRYPT}"`, lines([{ username: 'y', password_hash: BCRYPT.slice(1) }]).trim(), '\xff']
  const input = Buffer.from(`${good('bob')}\r\n${bad.join('\n')}\n${good('carol').trim()}`, 'latin1')
  const { code, stdout, stderr } = await mintmark(folder, ['users', 'import'], { input })
  expect([code, stdout]).toEqual([6, '2 imported, 0 skipped, 3 refused.\n'])
  expect(stderr).toMatch(
    /^Line 3: It is not a JSON object\.\nLine 4: The password_hash must be .*\nLine 5: .*UTF-8\.\n3 lines were refused, .* Correct them and run it again/,
  )
  expect(stderr).not.toContain(BCRYPT.slice(8))
  expect((await mintmark(folder, ['users', 'list'])).stdout).toMatch(/\nbob .*\ncarol /)
})

test('of several lines with one name, the first counts (P 8)', async () => {
  const other = hashSync('another password', 4)
  const one = (username: string, members: object = {}) => lines([{ username, password_hash: BCRYPT, ...members }])
  const input = [
    one('Bob', { scope: 'a b' }), // 1
    one('BOB', { scope: ['b', 'a'] }), // 2: the same content
    one('bob', { password_hash: other, scope: 'a b' }), // 3
    one('ｂｏｂ', { scope: 'admin' }), // 4: compatibility forms of letters count as the same
    one('Carol'), // 5
    many(520, (index) => `user${index}`),
    one('carol', { disabled: true }), // 526
    one('bob', { scope: 'a b' }), // 527
  ].join('')
  for (const dryRun of [true, false]) {
    const folder = await folderWithDatabase()
    const { code, stdout, stderr } = await mintmark(folder, ['users', 'import', '--json', ...(dryRun ? ['--dry-run'] : [])], { input })
    expect(code).toBe(EXIT.partly)
    expect(JSON.parse(stdout)).toEqual({ imported: 522, skipped: 2, refused: 3, dryRun })
    const told = stderr.split('\n').filter((line) => line.startsWith('Line '))
    const differs = 'and another hash, scope or status'
    expect(told.map((line) => line.split('. ')[0])).toEqual([
      'Line 2: It has the name of line 1, and says the same',
      `Line 3: It has the name of line 1, ${differs}`,
      `Line 4: It has the name of line 1, ${differs}`,
      `Line 526: It has the name of line 5, ${differs}`,
      'Line 527: It has the name of line 1, and says the same',
    ])
    if (dryRun) continue
    const db = new Sqlite(join(folder, 'data', 'mintmark.db'), { readonly: true })
    const rows = db
      .prepare("select username, password_hash, scope from users where username_key in ('bob', 'carol') order by username")
      .all()
    db.close()
    expect(rows).toEqual([
      { username: 'Bob', password_hash: BCRYPT, scope: 'a b' },
      { username: 'Carol', password_hash: BCRYPT, scope: 'data:read' },
    ])
  }
})

test('--dry-run checks each line and writes nothing', async () => {
  const folder = await folderWithDatabase()
  const input = `${many(3, (index) => `user${index}`)}nonsense\n`
  const { code, stdout } = await mintmark(folder, ['users', 'import', '--dry-run'], { input })
  expect([code, stdout]).toEqual([6, '3 would be imported, 0 skipped, 1 refused. Nothing was written.\n'])
  expect((await mintmark(folder, ['users', 'list', '--json'])).stdout).toBe('[]\n')
})

test('import reads only as far as it writes, to save memory', async () => {
  const folder = await folderWithAlice()
  const other = new Sqlite(join(folder, 'data', 'mintmark.db'))
  other.exec('begin immediate') // The write lock is held, and the import gives up after 5 s.
  let takenBytes = 0
  function* hundredMegabytes() {
    for (const line of many(20_000, (index) => `user${index}`).split('\n')) {
      takenBytes += 5000
      yield line.padEnd(4999).concat('\n')
    }
  }
  const { code, stderr } = await mintmark(folder, ['users', 'import'], { input: hundredMegabytes() })
  other.close()
  expect(code).toBe(EXIT.unavailable)
  expect(stderr).toContain('It broke off: 0 imported')
  expect(takenBytes).toBeLessThan(5_000_000)
})

test.each([
  ['a missing file', ['users', 'import', 'nope.ndjson'], /nope\.ndjson cannot be read/],
  ['a folder', ['users', 'import', '.'], /cannot be read/],
])('%s ends with 2, and no database is created', async (_, args, sentence) => {
  const folder = temporaryFolder()
  const { code, stderr } = await mintmark(folder, args)
  expect([code, existsSync(join(folder, 'data'))]).toEqual([2, false])
  expect(stderr).toMatch(sentence)
})
