import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
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
  expect(performance.now() - startedAtMs).toBeLessThan(5_000)

  const [login, opened, refreshed, refreshedAgain] = await paste(service.output())
  expect(JSON.parse(login!)).toMatchObject({ token_type: 'bearer', scope: 'data:read' })
  expect(JSON.parse(opened!)).toEqual({ message: 'Protected route' })
  expect(JSON.parse(refreshed!)).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) })
  expect(JSON.parse(refreshedAgain!)).toMatchObject({ access_token: expect.any(String) })
  expect(JSON.parse(refreshedAgain!)).not.toHaveProperty('refresh_token')
})

test('dev keeps the demo password for itself, and what was pasted yesterday works after a restart', async () => {
  const folder = temporaryFolder()
  const first = await start(folder, 'dev')
  const { port } = new URL(first.url)
  const kept = join(folder, '.mintmark', 'demo.json')
  const { password } = JSON.parse(readFileSync(kept, 'utf8'))
  expect(statSync(kept).mode & 0o777).toBe(0o600)
  first.signal('SIGINT')
  expect(await first.exit()).toBe(0)

  const second = await start(folder, 'dev', { PORT: port })
  expect(second.output()).toContain(password)
  const [login] = await paste(first.output())
  expect(JSON.parse(login!)).toHaveProperty('access_token')
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

test('P 11: serve refuses a database that dev has made its demo user in', async () => {
  const folder = temporaryFolder()
  const dev = await start(folder, 'dev')
  dev.signal('SIGTERM')
  await dev.exit()
  const { code, stderr } = await mintmark(folder, ['serve'], { env: { PORT: '0', DATABASE_URL: 'sqlite:./.mintmark/dev.db' } })
  expect(code).toBe(4)
  expect(stderr).toMatch(/user demo, .*users delete demo/)
})
