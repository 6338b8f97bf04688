import { execFile } from 'node:child_process'
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { mintmark, start, temporaryFolder } from './mintmark.ts'

/** The lines that `dev` prints to be pasted, each followed by a mark. */
const MARK = '--- next ---'
async function paste(output: string): Promise<string[]> {
  const lines = output.split('\n').filter((line) => /^ {2}(ANSWER=\$\()?curl /.test(line))
  const script = lines.map((line) => `${line}\necho; echo '${MARK}'`).join('\n')
  const { stdout } = await promisify(execFile)('bash', ['-c', `set -u\n${script}`])
  return stdout.split(MARK).map((answer) => answer.trim())
}

test('dev starts within seconds with nothing set up, and the lines that it prints work as pasted', async () => {
  const folder = temporaryFolder()
  const startedAtMs = performance.now()
  const service = await start(folder, 'dev')
  expect(performance.now() - startedAtMs).toBeLessThan(20_000)

  const [login, opened, refreshed, refreshedAgain, ofService] = await paste(service.output())
  expect(JSON.parse(login!)).toMatchObject({ token_type: 'bearer', scope: 'data:read' })
  expect(JSON.parse(opened!)).toEqual({ message: 'Protected route' })
  expect(JSON.parse(refreshed!)).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) })
  expect(JSON.parse(refreshedAgain!)).toMatchObject({ access_token: expect.any(String) })
  expect(JSON.parse(refreshedAgain!)).not.toHaveProperty('refresh_token')
  expect(JSON.parse(ofService!)).toMatchObject({ access_token: expect.any(String), scope: 'data:read' })

  const docs = /^ {2}docs {6}(\S+)$/m.exec(service.output())?.[1]
  expect(docs).toBe(`${service.url}/docs`)
  expect((await fetch(docs!)).headers.get('content-type')).toContain('text/html')
})

test('dev prints only lines that work, also where tokens are for other services too, and its user may administer', async () => {
  const service = await start(temporaryFolder(), 'dev', { MINTMARK_AUDIENCE: 'https://orders.example.com' })
  for (const answer of await paste(service.output())) expect(JSON.parse(answer || '{}')).not.toHaveProperty('detail')
  const login = /^ {2}ANSWER=\$\((curl .*)\); TOKEN=/m.exec(service.output())![1]!
  const { stdout } = await promisify(execFile)('bash', ['-c', `${login} -d scope=admin -d resource=${service.url}`])
  const headers = { authorization: `Bearer ${JSON.parse(stdout).access_token}` }
  expect((await fetch(`${service.url}/admin/users`, { headers })).status).toBe(200)
})

test('dev has no docs page where it is off, and prints none', async () => {
  const service = await start(temporaryFolder(), 'dev', { MINTMARK_DOCS: 'off' })
  expect(service.output()).not.toContain('/docs')
  expect((await fetch(`${service.url}/docs`)).status).toBe(404)
})

test('dev keeps what the demo user and client log in with for itself, and what was pasted yesterday works after a restart', async () => {
  const folder = temporaryFolder()
  const first = await start(folder, 'dev')
  const { port } = new URL(first.url)
  const kept = join(folder, '.mintmark', 'demo.json')
  const { password, client_secret } = JSON.parse(readFileSync(kept, 'utf8'))
  expect(statSync(kept).mode & 0o777).toBe(0o600)
  first.signal('SIGINT')
  expect(await first.exit()).toBe(0)

  const second = await start(folder, 'dev', { PORT: port })
  for (const secret of [password, client_secret]) expect(second.output()).toContain(secret)
  const answers = await paste(first.output())
  for (const answer of [answers[0], answers.at(-2)]) expect(JSON.parse(answer!)).toHaveProperty('access_token')
})

/** The lines of its log, of which a programme reads each. */
const logged = (output: string) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"level"'))
    .map((line) => JSON.parse(line))

const guess = (url: string, password: string) =>
  fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams({ username: 'demo', password }) })

test('who guesses 50 times in dev is told how to get in, and the printed ways work', async () => {
  const folder = temporaryFolder()
  const service = await start(folder, 'dev')
  const { password } = JSON.parse(readFileSync(join(folder, '.mintmark', 'demo.json'), 'utf8'))
  for (let tries = 0; tries < 10; tries += 1) await guess(service.url, 'wrong')
  expect((await guess(service.url, password)).status).toBe(401)
  await expect.poll(() => logged(service.output()).at(-1)).toMatchObject({ reason: 'locked', mend: expect.any(String) })
  const unlock = /`npm run mintmark -- ([^`]+)`/.exec(logged(service.output()).at(-1).mend)![1]!
  expect(await mintmark(folder, unlock.split(' '))).toMatchObject({ code: 0, stdout: expect.stringContaining('may log in again') })
  expect((await guess(service.url, password)).status).toBe(200)

  // From one address, whatever the account.
  await Promise.all(Array.from({ length: 50 }, () => guess(service.url, 'wrong')))
  expect((await guess(service.url, password)).status).toBe(429)
  await expect.poll(() => logged(service.output()).at(-1)).toMatchObject({ status: 429, mend: expect.stringContaining('start it again') })
  service.signal('SIGTERM')
  await service.exit()
  const again = await start(folder, 'dev')
  expect((await guess(again.url, password)).status).toBe(200)
})

test('a command beside dev works on its database, and says so; the one of serve comes first', async () => {
  const folder = temporaryFolder()
  const service = await start(folder, 'dev')
  const printed = /^ {2}npm run mintmark -- (users list)$/m.exec(service.output())![1]!
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

test.skipIf(ofNetwork.length === 0)('dev that listens to the network says at which addresses', async () => {
  const { url, output } = await start(temporaryFolder(), 'dev', { HOST: '0.0.0.0' })
  const shown = [...output().matchAll(/^ {2}network {3}(\S+)$/gm)].map(([, address]) => address!)
  expect(shown).toEqual(ofNetwork.map((one) => `http://${one!.address}:${new URL(url).port}`))
  for (const address of shown) expect((await fetch(`${address}/livez`)).status).toBe(200)
  expect(output()).toContain(`its tokens name ${url} as their issuer`)
  expect((await start(temporaryFolder(), 'dev')).output()).not.toContain('network')
})

describe('what keeps dev from starting', () => {
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
  test('it ends with 4, and says how to go on', async () => {
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

test('a second dev in one folder is refused, and says nothing of a port that it does not have', async () => {
  const folder = temporaryFolder()
  await start(folder, 'dev')
  const { code, stdout, stderr } = await mintmark(folder, ['dev'], { env: { PORT: '0' } })
  expect([code, stdout]).toEqual([4, ''])
  expect(stderr).toMatch(/^Another service runs on \S+dev\.db, .* use or stop that one, or set DATABASE_URL/)
})

test('a port that somebody asked for is insisted on', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const { code, stderr } = await mintmark(temporaryFolder(), ['dev'], { env: { PORT: String(port) } })
  expect(code).toBe(4)
  expect(stderr).toContain(`port ${port}`)
})

test('the demo client gets its kept secret again where the database has another, and works where it was disabled', async () => {
  const folder = temporaryFolder()
  const env = { DATABASE_URL: 'sqlite:./.mintmark/dev.db' }
  const pasted = async () => {
    const dev = await start(folder, 'dev')
    const answers = await paste(dev.output())
    dev.signal('SIGTERM')
    await dev.exit()
    return JSON.parse(answers.at(-2)!)
  }
  const first = await pasted()
  expect((await mintmark(folder, ['clients', 'disable', 'demo-service'], { env })).code).toBe(0)
  const enabled = await pasted()
  rmSync(join(folder, '.mintmark', 'demo.json'))
  const remade = await pasted()
  for (const answer of [first, enabled, remade]) expect(answer).toHaveProperty('access_token')
})
