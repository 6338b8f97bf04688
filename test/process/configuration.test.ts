import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mintmark, temporaryFolder } from './mintmark.ts'

const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

test('serve lists every mistake of its configuration and ends with 2', async () => {
  const env = {
    PORT: '80a',
    DATABASE_URL: 'mysql://root:hunter2hunter2@h/d',
    MINTMARK_ISSUER: 'https://a.example/path',
    MINTMARK_ACCESS_TOKEN_TTL_SECONDS: '1e3',
    MINTMARK_ISUER: 'https://a.example',
  }
  const { code, stdout, stderr } = await mintmark(temporaryFolder(), ['serve'], { env })
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain('5 problems')
  for (const variable of Object.keys(env)) expect(stderr).toMatch(new RegExp(`^  ${variable}: .+\\n    .+`, 'm'))
  expect(stderr).not.toContain('hunter2')
})

test('config print shows each value and its source, but no secret (G 1)', async () => {
  const env = { MINTMARK_SECRET: SECRET, DATABASE_URL: 'postgres://mint:hunter2hunter2@db/mint', HOST: '::1' }
  const { code, stdout } = await mintmark(temporaryFolder(), ['config', 'print', '--port', '9000'], { env })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^PORT +9000 +flag$/m)
  expect(stdout).toMatch(/^HOST +::1 +environment$/m)
  expect(stdout).toMatch(/^MINTMARK_ISSUER +http:\/\/\[::1\]:9000 +default$/m)
  expect(stdout).toMatch(/^DATABASE_URL +postgres:\/\/mint:\*+@db\/mint +environment$/m)
  expect(stdout).toMatch(/^MINTMARK_SECRET +\*+ +environment$/m)
  expect(stdout).toMatch(/^argon2id is computed by the package @node-rs\/argon2\.$/m)
  expect(stdout).not.toMatch(new RegExp(`${SECRET}|hunter2`))
})

test('config print shows valid values, lists all problems, and ends with 2', async () => {
  const env = {
    PORT: 'hunter2',
    HOST: '::1',
    MINTMARK_SECRET: SECRET,
    MINTMARK_SECRET_FILE: '/nope',
    MINTMARK_ISUER: 'x',
    MINTMARK_DOCS: 'yes',
  }
  const { code, stdout, stderr } = await mintmark(temporaryFolder(), ['config', 'print'], { env })
  expect(code).toBe(2)
  expect(stdout).toMatch(/^PORT +\(see below\) +environment$/m)
  expect(stdout).toMatch(/^HOST +::1 +environment$/m)
  expect(stdout).toMatch(/^MINTMARK_SECRET +\(see below\) +environment$/m)
  for (const variable of ['PORT', 'MINTMARK_SECRET', 'MINTMARK_ISUER', 'MINTMARK_DOCS'])
    expect(stderr).toMatch(new RegExp(`^  ${variable}: `, 'm'))
  expect(stdout + stderr).not.toMatch(/hunter2|AAECAw/)
  const json = await mintmark(temporaryFolder(), ['config', 'print', '--json'], { env })
  const { settings, problems } = JSON.parse(json.stdout)
  expect(settings).toContainEqual({ variable: 'PORT', value: null, source: 'environment', broken: true })
  expect([json.code, problems.length]).toEqual([2, 4])
})

test('config print --json gives programs the same information', async () => {
  const { stdout } = await mintmark(temporaryFolder(), ['config', 'print', '--json'], { env: { MINTMARK_PASSWORD_MIN_LENGTH: '8' } })
  const { settings, argon2Engine, warnings } = JSON.parse(stdout)
  expect(argon2Engine).toBe('@node-rs/argon2')
  expect(settings).toContainEqual({ variable: 'MINTMARK_PASSWORD_MIN_LENGTH', value: '8', source: 'environment' })
  expect(settings).toContainEqual({ variable: 'MINTMARK_SECRET', value: null, source: 'default' })
  expect(warnings).toHaveLength(1)
})

test.each([
  ['an unknown command', ['frobnicate']],
  ['an unknown flag', ['serve', '--frobnicate']],
  ['a secret as a flag (G 4)', ['serve', '--secret', SECRET]],
  ['a database URL as a flag (G 4)', ['serve', '--database-url', 'sqlite:./a.db']],
  ['a missing argument', ['users', 'add']],
  ['no password source', ['users', 'add', 'bob']],
  ['two password sources', ['users', 'add', 'bob', '--generate', '--password-stdin']],
])('%s ends with 2 and does nothing', async (_, args) => {
  const folder = temporaryFolder()
  const { code, stderr } = await mintmark(folder, args)
  expect(readdirSync(folder)).toEqual([])
  expect(code).toBe(2)
  expect(stderr).not.toBe('')
})

test.each([[[]], [['serve']], [['dev']], [['users']], [['users', 'add']], [['config', 'print']]])(
  '%j --help explains the command and ends with 0',
  async (args) => {
    const { code, stdout } = await mintmark(temporaryFolder(), [...args, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('Usage: mintmark')
  },
)

test('openapi print prints the contract in both formats', async () => {
  const yaml = await mintmark(temporaryFolder(), ['openapi', 'print'])
  const json = await mintmark(temporaryFolder(), ['openapi', 'print', '--json'])
  expect(yaml.stdout).toMatch(/^openapi: 3\.1/)
  expect(JSON.parse(json.stdout)).toHaveProperty('paths./token.post.operationId')
})
