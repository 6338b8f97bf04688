// What a newcomer meets besides the printed lines: a lockout, a second shell, the network, and an unusable
// folder.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { mintmark, start, temporaryFolder } from './mintmark.ts'

/** Returns the entries of its log, which is JSON for programs. */
const logged = (output: string) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"level"'))
    .map((line) => JSON.parse(line))

const guess = (url: string, password: string) =>
  fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams({ username: 'demo', password }) })

test('dev tells a locked-out user how to get in, and that works', async () => {
  const folder = temporaryFolder()
  const service = await start(folder, 'dev')
  const { password } = JSON.parse(readFileSync(join(folder, '.mintmark', 'demo.json'), 'utf8'))
  for (let tries = 0; tries < 10; tries += 1) await guess(service.url, 'wrong')
  expect((await guess(service.url, password)).status).toBe(401)
  await expect.poll(() => logged(service.output()).at(-1)).toMatchObject({ reason: 'locked', mend: expect.any(String) })
  const unlock = /`(?:npm run mintmark --|mintmark) ([^`]+)`/.exec(logged(service.output()).at(-1).mend)![1]!
  expect(await mintmark(folder, unlock.split(' '))).toMatchObject({ code: 0, stdout: expect.stringContaining('may log in again') })
  expect((await guess(service.url, password)).status).toBe(200)

  // These requests count per address, for any account.
  await Promise.all(Array.from({ length: 50 }, () => guess(service.url, 'wrong')))
  expect((await guess(service.url, password)).status).toBe(429)
  await expect.poll(() => logged(service.output()).at(-1)).toMatchObject({ status: 429, mend: expect.stringContaining('start it again') })
  service.signal('SIGTERM')
  await service.exit()
  const again = await start(folder, 'dev')
  expect((await guess(again.url, password)).status).toBe(200)
})

test('a command beside dev uses its database, unless serve has one', async () => {
  const folder = temporaryFolder()
  const service = await start(folder, 'dev')
  const printed = /^ {2}(?:npm run mintmark --|mintmark) (users list)$/m.exec(service.output())![1]!
  const ofDev = await mintmark(folder, printed.split(' '))
  expect(ofDev).toMatchObject({ code: 0, stdout: expect.stringMatching(/^demo +usr_/m) })
  expect(ofDev.stderr).toBe('This is about ./.mintmark/dev.db, the database of `dev`. For another, set DATABASE_URL.\n')
  expect((await mintmark(folder, ['backup', 'copy.db'])).code).toBe(0)

  expect((await mintmark(folder, ['migrate'])).stdout).toContain(join('data', 'mintmark.db'))
  const ofServe = await mintmark(folder, ['users', 'list', '--json'])
  expect(ofServe).toMatchObject({ code: 0, stdout: '[]\n' })
  expect(ofServe.stderr).toMatch(/^This is about \.\/data\/mintmark\.db\. For .* set DATABASE_URL=sqlite:\.\/\.mintmark\/dev\.db\.\n$/)
  const env = { DATABASE_URL: /DATABASE_URL=(\S+)\.$/m.exec(ofServe.stderr)![1]! }
  expect(await mintmark(folder, ['users', 'list'], { env })).toMatchObject({ stderr: '', stdout: expect.stringMatching(/^demo/m) })
  service.signal('SIGTERM')
  await service.exit()
  expect((await mintmark(folder, ['users', 'list'])).stderr).toBe('')
})

const ofNetwork = Object.values(networkInterfaces())
  .flat()
  .filter((one) => one !== undefined && !one.internal && one.family === 'IPv4')

test.skipIf(ofNetwork.length === 0)('dev prints the network addresses it listens at', async () => {
  const { url, output } = await start(temporaryFolder(), 'dev', { HOST: '0.0.0.0' })
  const shown = [...output().matchAll(/^ {2}network {3}(\S+)$/gm)].map(([, address]) => address!)
  expect(shown).toEqual(ofNetwork.map((one) => `http://${one!.address}:${new URL(url).port}`))
  for (const address of shown) expect((await fetch(`${address}/livez`)).status).toBe(200)
  expect(output()).toContain(`its tokens name ${url} as their issuer`)
  expect((await start(temporaryFolder(), 'dev')).output()).not.toContain('network')
})

describe('what prevents dev from starting', () => {
  const BEGIN_AGAIN = /^Or begin again with nothing, .* rm -r \.\/\.mintmark$/m
  const cases: [string, (folder: string) => void, RegExp[]][] = [
    [
      'a database that is none',
      (folder) => writeFileSync(join(folder, 'dev.db'), 'x'.repeat(5000)),
      [/is damaged, or is not/, BEGIN_AGAIN],
    ],
    ['a lost secret', (folder) => rmSync(join(folder, 'dev.db.secret')), [/its service secret \S+ does not/, BEGIN_AGAIN]],
    [
      'another secret',
      (folder) => writeFileSync(join(folder, 'dev.db.secret'), 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8', { mode: 0o600 }),
      [/signing keys cannot be opened/, BEGIN_AGAIN],
    ],
    [
      'a database of a far later release',
      (folder) => {
        const db = new Sqlite(join(folder, 'dev.db'))
        db.exec("insert into kysely_migration values ('09-001-later', 'x')")
        db.close()
      },
      [/more than one release ahead/, BEGIN_AGAIN],
    ],
    [
      'a folder that cannot be written',
      (folder) => {
        rmSync(folder, { recursive: true })
        writeFileSync(folder, '')
      },
      [
        /^`dev` keeps .* in \S+\.mintmark, and cannot write to \S+\.mintmark \(.*EEXIST\)\.$/m,
        /^Run it in a folder that you may write to/m,
      ],
    ],
  ]
  test('dev ends with 4 and says how to continue', async () => {
    const made = temporaryFolder()
    const service = await start(made, 'dev')
    service.signal('SIGTERM')
    await service.exit()
    for (const [what, spoil, said] of cases) {
      const folder = temporaryFolder()
      const kept = join(folder, '.mintmark')
      cpSync(join(made, '.mintmark'), kept, { recursive: true })
      spoil(kept)
      const { code, stdout, stderr } = await mintmark(folder, ['dev'], { env: { PORT: '0' } })
      expect({ what, code, stdout }).toEqual({ what, code: 4, stdout: '' })
      for (const sentence of said) expect(stderr, what).toMatch(sentence)
    }
  })
})

test('a second dev in a folder is refused without naming a port', async () => {
  const folder = temporaryFolder()
  await start(folder, 'dev')
  const { code, stdout, stderr } = await mintmark(folder, ['dev'], { env: { PORT: '0' } })
  expect([code, stdout]).toEqual([4, ''])
  expect(stderr).toMatch(/^Another service runs on \S+dev\.db, .* use or stop that one, or set DATABASE_URL/)
})
