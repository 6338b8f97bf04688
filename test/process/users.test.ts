import { expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { folderWithAlice, folderWithDatabase, logIn, mintmark, PASSWORD, start } from './mintmark.ts'
import { serving, token } from './serving.ts'

test('a generated password is printed once and works', async () => {
  const folder = await folderWithDatabase()
  const added = await mintmark(folder, ['users', 'add', 'alice', '--generate', '--scope', 'data:read', '--scope', 'admin', '--json'])
  const { password, ...user } = JSON.parse(added.stdout)
  expect(user).toMatchObject({ id: expect.stringMatching(/^usr_/), username: 'alice', scope: 'data:read admin', disabled: false })
  const shown = await mintmark(folder, ['users', 'show', 'ALICE', '--json'])
  const open = { state: 'open', failures: 0, opensAt: null }
  expect(JSON.parse(shown.stdout)).toEqual({ ...user, lockout: { knownAddresses: open, otherAddresses: open } })
  const { url } = await start(folder, 'serve')
  expect((await logIn(url, password)).status).toBe(200)
})

test('users list shows every account by name, without hashes', async () => {
  const folder = await folderWithAlice()
  await mintmark(folder, ['users', 'add', 'Bob', '--generate'])
  const { stdout } = await mintmark(folder, ['users', 'list'])
  expect(stdout).toMatch(/^NAME +ID +SCOPE +STATE\nalice +usr_\S+ +data:read +enabled\nBob +usr_\S+ +data:read +enabled\n$/)
  const json = await mintmark(folder, ['users', 'list', '--json'])
  expect(JSON.parse(json.stdout).map(({ username }: { username: string }) => username)).toEqual(['alice', 'Bob'])
  expect(json.stdout).not.toContain('argon2')
})

test('users list --prefix shows the accounts whose names begin so', async () => {
  const folder = await folderWithAlice()
  await mintmark(folder, ['users', 'add', 'Albert', '--generate'])
  await mintmark(folder, ['users', 'add', 'bob', '--generate'])
  const namesOf = async (prefix: string) => {
    const { stdout } = await mintmark(folder, ['users', 'list', '--prefix', prefix, '--json'])
    return JSON.parse(stdout).map(({ username }: { username: string }) => username)
  }
  expect(await namesOf('AL')).toEqual(['Albert', 'alice'])
  expect(await namesOf('al%')).toEqual([])
  const { code, stderr } = await mintmark(folder, ['users', 'list', '--prefix', 'a\n'])
  expect([code, stderr]).toEqual([2, 'The prefix must not have control characters.\n'])
})

test.each(databases)('on $name, a changed scope takes effect at once (R 10)', async (database) => {
  const { url, json, run, events } = await serving(database)
  const login = () => token(url, { grant_type: 'password', username: 'alice', password: PASSWORD })
  const { access_token } = (await login()).body
  const openData = async () => (await fetch(`${url}/secure-data`, { headers: { authorization: `Bearer ${access_token}` } })).status
  expect(await openData()).toBe(200)
  const changed = await json('users change ALICE --scope orders:read --scope orders:write')
  expect(changed).toMatchObject({ username: 'alice', scope: 'orders:read orders:write' })
  expect(await json('users show alice')).toMatchObject(changed)
  expect(await openData()).toBe(403)
  expect((await login()).body.scope).toBe('orders:read orders:write')
  await json('users change alice --scope orders:read --scope orders:write')
  expect((await run('users change alice --scope ')).code).toBe(0)
  const told = (await (await events()).list({ limit: 100 })).filter(({ type }) => type === 'user_changed').reverse()
  expect(told.map(({ detail, actor }) => [detail?.previousScope, detail?.scope, actor])).toEqual([
    ['data:read', 'orders:read orders:write', 'command'],
    ['orders:read orders:write', '', 'command'],
  ])
})

test.each<[string, string[], string | Uint8Array, number, RegExp]>([
  ['a taken name', ['users', 'add', 'ALICE', '--password-stdin'], PASSWORD, 4, /username is taken/],
  ['a too short password', ['users', 'add', 'bob', '--password-stdin'], 'short', 4, /at least 15/],
  ['a password that is not UTF-8 (P 5)', ['users', 'add', 'bob', '--password-stdin'], Buffer.from([0xff, 0xfe]), 2, /not UTF-8/],
  ['a name like an id', ['users', 'add', `usr_${'a'.repeat(22)}`, '--generate'], '', 4, /username must not look like the id/],
  ['an invalid scope', ['users', 'add', 'bob', '--generate', '--scope', 'a"b'], '', 4, /scope must be visible ASCII/],
  ['a repeated scope', ['users', 'add', 'bob', '--generate', '--scope', 'a', '--scope', 'a'], '', 4, /scope must name each/],
  ['an invalid new scope', ['users', 'change', 'alice', '--scope', 'a"b'], '', 4, /scope must be visible ASCII/],
  ['a change of nothing', ['users', 'change', 'alice'], '', 2, /give --scope/],
  ['a new name', ['users', 'change', 'alice', '--username', 'bob'], '', 2, /unknown option/],
  ['a change of an unknown user', ['users', 'change', 'mallory', '--scope', 'a'], '', 3, /no such user/],
  ['an unknown user', ['users', 'disable', 'mallory'], '', 3, /no such user/],
])('%s is refused with its exit code', async (_, args, input, code, sentence) => {
  const folder = await folderWithAlice()
  const outcome = await mintmark(folder, args, { input })
  expect([outcome.code, outcome.stdout]).toEqual([code, ''])
  expect(outcome.stderr).toMatch(sentence)
})
