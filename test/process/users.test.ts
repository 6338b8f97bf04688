import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accessToken, folderWithAlice, logIn, mintmark, openProtected, PASSWORD, start, temporaryFolder } from './mintmark.ts'

test('R 10: users disable beside the running service is honoured by the next request', { timeout: 20_000 }, async () => {
  const folder = await folderWithAlice()
  const { url } = await start(folder, 'serve')
  const token = await accessToken(url)
  expect((await openProtected(url, token)).status).toBe(200)

  expect((await mintmark(folder, ['users', 'disable', 'alice'])).code).toBe(0)
  const refused = await openProtected(url, token)
  expect([refused.status, await refused.json()]).toEqual([401, { detail: 'Invalid or expired token' }])
  expect((await logIn(url)).status).toBe(401)

  expect((await mintmark(folder, ['users', 'enable', 'alice'])).code).toBe(0)
  expect((await openProtected(url, token)).status).toBe(401)
  expect((await openProtected(url, await accessToken(url))).status).toBe(200)
})

test.each<[string, string[], string]>([
  ['R 10: users delete', ['users', 'delete', 'alice'], ''],
  ['R 10: users passwd', ['users', 'passwd', 'alice', '--password-stdin'], 'another long password'],
])('%s beside the running service ends what the user has', { timeout: 20_000 }, async (_, args, input) => {
  const folder = await folderWithAlice()
  const { url } = await start(folder, 'serve')
  const token = await accessToken(url)
  expect((await mintmark(folder, args, { input })).code).toBe(0)
  expect((await openProtected(url, token)).status).toBe(401)
  expect((await logIn(url)).status).toBe(401)
  expect((await logIn(url, 'another long password')).status).toBe(input === '' ? 401 : 200)
})

test('a password that is made is printed once, and logs in', async () => {
  const folder = temporaryFolder()
  const added = await mintmark(folder, ['users', 'add', 'alice', '--generate', '--scope', 'data:read', '--scope', 'admin', '--json'])
  const { password, ...user } = JSON.parse(added.stdout)
  expect(user).toMatchObject({ id: expect.stringMatching(/^usr_/), username: 'alice', scope: 'data:read admin', disabled: false })
  const shown = await mintmark(folder, ['users', 'show', 'ALICE', '--json'])
  expect(JSON.parse(shown.stdout)).toEqual(user)
  const { url } = await start(folder, 'serve')
  expect((await logIn(url, password)).status).toBe(200)
})

test('users list gives every account by name, without hashes', async () => {
  const folder = await folderWithAlice()
  await mintmark(folder, ['users', 'add', 'Bob', '--generate'])
  const { stdout } = await mintmark(folder, ['users', 'list'])
  expect(stdout).toMatch(/^NAME +ID +SCOPE +STATE\nalice +usr_\S+ +data:read +enabled\nBob +usr_\S+ +data:read +enabled\n$/)
  const json = await mintmark(folder, ['users', 'list', '--json'])
  expect(JSON.parse(json.stdout).map(({ username }: { username: string }) => username)).toEqual(['alice', 'Bob'])
  expect(json.stdout).not.toContain('argon2')
})

test.each<[string, string[], string | Uint8Array, number, RegExp]>([
  ['a name that is taken', ['users', 'add', 'ALICE', '--password-stdin'], PASSWORD, 4, /username is taken/],
  ['a password that is too short', ['users', 'add', 'bob', '--password-stdin'], 'short', 4, /at least 15/],
  ['P 5: a password that is not UTF-8', ['users', 'add', 'bob', '--password-stdin'], Buffer.from([0xff, 0xfe]), 2, /not UTF-8/],
  ['a scope that is none', ['users', 'add', 'bob', '--generate', '--scope', 'a"b'], '', 2, /scope/],
  ['a user who is not there', ['users', 'disable', 'mallory'], '', 3, /no such user/],
])('%s is refused with its exit code', async (_, args, input, code, sentence) => {
  const folder = await folderWithAlice()
  const outcome = await mintmark(folder, args, { input })
  expect([outcome.code, outcome.stdout]).toEqual([code, ''])
  expect(outcome.stderr).toMatch(sentence)
})

test('a database that is not there is not made by a command that only looks', async () => {
  const folder = temporaryFolder()
  const { code, stderr } = await mintmark(folder, ['users', 'list'])
  expect(code).toBe(3)
  expect(stderr).toContain('./data/mintmark.db')
  expect(existsSync(join(folder, 'data'))).toBe(false)
})
