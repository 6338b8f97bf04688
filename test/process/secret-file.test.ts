import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mintmark, start, temporaryFolder } from './mintmark.ts'

const OTHER_SECRET = 'HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

test("serve creates a new database's secret once, privately, and reuses it", async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'data', 'mintmark.db.secret')
  const first = await start(folder, 'serve')
  const secret = readFileSync(file, 'utf8')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(first.output()).not.toContain(secret.trim())
  first.signal('SIGTERM')
  expect(await first.exit()).toBe(0)
  await start(folder, 'serve')
  expect(readFileSync(file, 'utf8')).toBe(secret)
})

test('processes that start at once on a new database share one secret', async () => {
  const folder = temporaryFolder()
  const outcomes = await Promise.all([1, 2, 3].map(() => mintmark(folder, ['migrate'])))
  expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
  ])
  expect(readdirSync(join(folder, 'data')).filter((name) => name.includes('secret'))).toEqual(['mintmark.db.secret'])
  await start(folder, 'serve')
})

test.each<[string, (folder: string) => Record<string, string>]>([
  ['a wrong secret', () => ({ MINTMARK_SECRET: OTHER_SECRET })],
  [
    'a lost secret',
    (folder) => {
      rmSync(join(folder, 'data', 'mintmark.db.secret'))
      return {}
    },
  ],
])('with %s, serve refuses to start and changes nothing (M 5)', async (_, spoil) => {
  const folder = temporaryFolder()
  const first = await start(folder, 'serve')
  const keys = await (await fetch(`${first.url}/.well-known/jwks.json`)).text()
  first.signal('SIGTERM')
  await first.exit()

  const secret = readFileSync(join(folder, 'data', 'mintmark.db.secret'), 'utf8').trim()
  const { code, stderr } = await mintmark(folder, ['serve'], { env: { PORT: '0', ...spoil(folder) } })
  expect(code).toBe(4)
  expect(stderr).toMatch(/secret/)
  expect(stderr).not.toMatch(/\n {4}at /)

  const again = await start(folder, 'serve', { MINTMARK_SECRET: secret })
  expect(await (await fetch(`${again.url}/.well-known/jwks.json`)).text()).toBe(keys)
})
