// What src/cli/support/exit-code.ts says of each code, for failures before the command's own work.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { postgres } from '../support/databases.ts'
import { folderWithDatabase, mintmark, temporaryFolder } from './mintmark.ts'

const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

describe.skipIf(postgres === null)('PostgreSQL without MINTMARK_SECRET', () => {
  test('commands that need the secret end with 2 and the remedy (M 5)', async () => {
    const { config } = await postgres!.fresh()
    const env = { DATABASE_URL: (config as { url: string }).url, MINTMARK_ISSUER: 'https://auth.example.com' }
    const commands = ['serve', 'clients add a', 'keys rotate', 'token issue --client a', 'users unlock alice', 'restore-epoch --yes']
    await mintmark(temporaryFolder(), ['users', 'add', 'alice', '--generate'], { env })
    for (const args of commands) {
      const { code, stderr } = await mintmark(temporaryFolder(), args.split(' '), { env })
      expect({ args, code }).toEqual({ args, code: 2 })
      expect(stderr).toMatch(/^ {2}MINTMARK_SECRET: It must be given with PostgreSQL.*\n {4}Set MINTMARK_SECRET=/m)
    }
  })
})

describe('an unusable database file ends with 4, a sentence and no change', () => {
  const spoilt: [string, string][] = [
    ['is empty', ''],
    ['is damaged, or is not a SQLite database', 'not a database at all'.repeat(500)],
  ]
  test.each(spoilt)('a file that %s', async (what, content) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'x.db'), content)
    for (const args of [['users', 'list'], ['migrate'], ['serve']]) {
      const { code, stderr } = await mintmark(folder, args, { env: { DATABASE_URL: 'sqlite:./x.db', MINTMARK_SECRET: SECRET, PORT: '0' } })
      expect({ args, code, stderr }).toEqual({ args, code: 4, stderr: expect.stringContaining(`The database file ./x.db ${what}.`) })
    }
  })

  test.each([
    [
      'its secret',
      {},
      /^The service secret \.\/file\/x\.db\.secret cannot be made in \.\/file \(a file of that name is in the way, EEXIST\)\. Make its folder writable .*, or set DATABASE_URL to a file elsewhere\.\n$/,
    ],
    [
      'itself',
      { MINTMARK_SECRET: SECRET },
      /^The database file \.\/file\/x\.db cannot be made in \.\/file \(a file of that name is in the way, EEXIST\)\. Make that folder writable, or set DATABASE_URL to a file elsewhere\.\n$/,
    ],
  ])('a folder in which %s cannot be made', async (_, env, sentence) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const { code, stdout, stderr } = await mintmark(folder, ['migrate'], { env: { DATABASE_URL: 'sqlite:./file/x.db', ...env } })
    expect([code, stdout, stderr]).toEqual([4, '', expect.stringMatching(sentence)])
    expect(readdirSync(folder)).toEqual(['file'])
  })
})

test('an unknown id ends with 3 and names the listing command', async () => {
  const folder = await folderWithDatabase()
  const cases: [string, RegExp][] = [
    ['users show nobody', /^There is no such user\. `mintmark users list` /],
    ['clients delete nobody', /^There is no such client\. `mintmark clients list` /],
    ['keys revoke nobody', /^There is no such key\. `mintmark keys list` /],
    ['sessions revoke nobody', /^No session of this id is alive\. `mintmark sessions list` /],
  ]
  for (const [args, said] of cases)
    expect({ args, ...(await mintmark(folder, args.split(' '))) }).toEqual({
      args,
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(said),
    })
})

test('serve ends with 4 if its folder cannot be made', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const env = { DATABASE_URL: 'sqlite:./file/x.db', MINTMARK_SECRET: SECRET, PORT: '0' }
  const { code, stderr } = await mintmark(folder, ['serve'], { env })
  expect([code, stderr]).toEqual([
    4,
    expect.stringMatching(/^The folder of \.\/file\/x\.db cannot be made \(.*EEXIST\)\. .* set DATABASE_URL to a file elsewhere\.\n$/),
  ])
})

test('an unknown option is not an id; ids may begin with hyphens', async () => {
  const folder = await folderWithDatabase()
  const cases: [string, number][] = [
    ['sessions revoke --usr', 2],
    ['sessions revoke --usr alice', 2],
    ['keys revoke --force', 2],
    [`sessions revoke -${'x'.repeat(21)}`, 3],
    [`keys revoke --${'x'.repeat(41)}`, 3],
  ]
  for (const [args, code] of cases)
    expect({ args, ...(await mintmark(folder, args.split(' '))) }).toMatchObject({ args, code, stdout: '', stderr: expect.any(String) })
})

test('an unreadable file is reported with the reason', async () => {
  const folder = await folderWithDatabase()
  for (const args of ['users import /nope/x', 'apply -f /nope/x', 'clients add x --jwks /nope/x'])
    expect(await mintmark(folder, args.split(' '))).toEqual({
      code: 2,
      stdout: '',
      stderr: '/nope/x cannot be read (there is no such file or folder, ENOENT).\n',
    })
  expect((await mintmark(folder, ['apply', '-f', '.'])).stderr).toBe('. cannot be read (it is a folder).\n')
})

describe('a secret in the wrong place is not repeated (G 1, G 4)', () => {
  test.each([
    'token inspect hunter2hunter2',
    'token hunter2.hunter2',
    'hunter2.hunter2',
    'users passwd alice hunter2hunter2',
    'users add alice --password=hunter2hunter2',
    'users passwd alice -phunter2hunter2',
    'clients add a b hunter2',
    'sessions revoke a hunter2',
    'keys revoke --hunter2',
  ])('%s', async (args) => {
    const { code, stdout, stderr } = await mintmark(temporaryFolder(), args.split(' '))
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).not.toBe('')
    expect(stderr).not.toContain('hunter2')
  })

  test('a misspelt name gets a suggestion', async () => {
    const said = async (...args: string[]) => (await mintmark(temporaryFolder(), args)).stderr
    expect(await said('users', 'lst')).toMatch(/unknown command 'lst'\n\(Did you mean list\?\)/)
    expect(await said('serve', '--prot', '80')).toMatch(/unknown option '--prot'\n\(Did you mean --port\?\)/)
    expect(await said('token', 'inspect', 'x')).toMatch(
      /^error: too many arguments for 'inspect'\. Expected 0 arguments but got 1\. A secret is never/,
    )
  })
})
