import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { resolveServiceSecret, ServiceSecretError } from '../../src/ops/secret-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintmark-secret-'))
  file = join(folder, 'data', 'mintmark.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const resolve = (secret?: Buffer) => resolveServiceSecret({ database: { kind: 'sqlite', file }, secret, previousSecret: undefined })

test('the secret is created once beside a new database and stays', () => {
  const { current } = resolve()
  expect(current).toHaveLength(32)
  expect(statSync(`${file}.secret`).mode & 0o777).toBe(0o600)
  expect(readFileSync(`${file}.secret`, 'utf8')).toBe(`${current.toString('base64url')}\n`)
  expect(readdirSync(join(folder, 'data'))).toEqual(['mintmark.db.secret'])
  writeFileSync(file, 'a database')
  expect(resolve()).toEqual({ current, warnings: [] })
})

test('a configured secret creates no file', () => {
  const secret = Buffer.alloc(32, 7)
  expect(resolve(secret).current).toEqual(secret)
  expect(readdirSync(folder)).toEqual([])
})

test('no new secret is created beside an existing database (M 5)', () => {
  resolve()
  writeFileSync(file, 'a database')
  rmSync(`${file}.secret`)
  expect(() => resolve()).toThrow(ServiceSecretError)
  expect(() => resolve()).toThrow(/Put the file back .* or set MINTMARK_SECRET/)
  expect(readdirSync(join(folder, 'data'))).toEqual(['mintmark.db'])
})

test('a file with other content is refused, not printed and not changed (G 1)', () => {
  resolve()
  writeFileSync(`${file}.secret`, 'not-a-secret')
  expect(() => resolve()).toThrow(/does not hold a service secret/)
  expect(() => resolve()).not.toThrow(/not-a-secret/)
  expect(readFileSync(`${file}.secret`, 'utf8')).toBe('not-a-secret')
})

test('a file that others may read causes a warning', () => {
  resolve()
  chmodSync(`${file}.secret`, 0o640)
  expect(resolve().warnings).toEqual([expect.stringMatching(/chmod 600/)])
})

test('PostgreSQL without a configured secret is refused', () => {
  const database = { kind: 'postgres', url: 'postgres://h/d', poolSize: 1, namedStatements: true } as const
  expect(() => resolveServiceSecret({ database, secret: undefined, previousSecret: undefined })).toThrow(ConfigError)
})

test('processes that start at once share one secret', async () => {
  const module = fileURLToPath(new URL('../../src/ops/secret-file.ts', import.meta.url))
  const script = `
    const { resolveServiceSecret } = await import(${JSON.stringify(module)})
    const at = ${Date.now() + 1500}
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, at - Date.now() - 5))
    while (Date.now() < at) {}
    const { current } = resolveServiceSecret({ database: { kind: 'sqlite', file: ${JSON.stringify(file)} } })
    process.stdout.write(current.toString('base64url'))`
  const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  const secrets = await Promise.all(Array.from({ length: 6 }, start))
  expect(new Set(secrets.map(({ stdout }) => stdout))).toEqual(new Set([readFileSync(`${file}.secret`, 'utf8').trim()]))
  expect(readdirSync(join(folder, 'data'))).toEqual(['mintmark.db.secret'])
})
