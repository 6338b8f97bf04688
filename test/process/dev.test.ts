import { execFile } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { mintmark, start, temporaryFolder } from './mintmark.ts'

/** Runs the lines that `dev` prints for pasting. Returns the answer to each. */
const MARK = '--- next ---'
async function paste(output: string): Promise<string[]> {
  const lines = output.split('\n').filter((line) => /^ {2}(ANSWER=\$\()?curl /.test(line))
  const script = lines.map((line) => `${line}\necho; echo '${MARK}'`).join('\n')
  const { stdout } = await promisify(execFile)('bash', ['-c', `set -u\n${script}`])
  return stdout.split(MARK).map((answer) => answer.trim())
}

test('dev starts within seconds, and its printed lines work as pasted', async () => {
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

test("dev's lines work with several audiences, and its user may administer", async () => {
  const service = await start(temporaryFolder(), 'dev', { MINTMARK_AUDIENCE: 'https://orders.example.com' })
  for (const answer of await paste(service.output())) expect(JSON.parse(answer || '{}')).not.toHaveProperty('detail')
  const login = /^ {2}ANSWER=\$\((curl .*)\); TOKEN=/m.exec(service.output())![1]!
  const { stdout } = await promisify(execFile)('bash', ['-c', `${login} -d scope=admin -d resource=${service.url}`])
  const headers = { authorization: `Bearer ${JSON.parse(stdout).access_token}` }
  expect((await fetch(`${service.url}/admin/users`, { headers })).status).toBe(200)
})

test('if the docs page is off, dev neither serves nor prints it', async () => {
  const service = await start(temporaryFolder(), 'dev', { MINTMARK_DOCS: 'off' })
  expect(service.output()).not.toContain('/docs')
  expect((await fetch(`${service.url}/docs`)).status).toBe(404)
})

test('dev keeps its demo secrets private, and they survive a restart', async () => {
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

test('a requested port is not replaced by another', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const { code, stderr } = await mintmark(temporaryFolder(), ['dev'], { env: { PORT: String(port) } })
  expect(code).toBe(4)
  expect(stderr).toContain(`port ${port}`)
})

test("a restart restores the demo client's kept secret and enables it", async () => {
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
