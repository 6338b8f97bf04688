import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { maskDatabaseUrl } from '../../src/config/database-url.ts'
import { inspectConfig, readConfig } from '../../src/config.ts'
import { mintmark } from './mintmark.ts'

const folder = mkdtempSync(join(tmpdir(), 'mintmark-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const fileWith = (text: string) => {
  const path = join(folder, `secret-${files++}`)
  writeFileSync(path, text)
  return path
}

const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const OTHER_SECRET = 'HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const PASSWORD = 'hunter2hunter2'
const POSTGRES = `postgres://mint:${PASSWORD}@db.internal:5432/mintmark`

type Env = Record<string, string>
const serve = (env: Env) => readConfig({ env, mode: 'serve' })

function refusalOf(env: Env): ConfigError {
  try {
    readConfig({ env, mode: 'serve' })
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

describe('mistakes are refused at once, without printing secrets', () => {
  test('one error lists every problem with variable, rule and remedy', () => {
    const env = { PORT: 'x', HOST: '0.0.0.0', MINTMARK_LOG_LEVEL: 'x', MINTMARK_PASSWORD_MIN_LENGTH: 'x', MINTMARK_ISUER: 'x' }
    const error = refusalOf(env)
    const variables = ['PORT', 'MINTMARK_LOG_LEVEL', 'MINTMARK_PASSWORD_MIN_LENGTH', 'MINTMARK_ISSUER', 'MINTMARK_ISUER']
    expect(error.problems.map(({ variable }) => variable)).toEqual(variables)
    expect(error.message).toMatch(/^The configuration has 5 problems:\n/)
    for (const { variable, rule, mend } of error.problems) expect(error.message).toContain(`${variable}: ${rule}\n    ${mend}`)
  })

  test.each<[string, Env]>([
    ['another kind of database URL', { DATABASE_URL: `mysql://root:${PASSWORD}@h/d` }],
    ['an incomplete database URL', { DATABASE_URL: `postgres://root:${PASSWORD}@/` }],
    ['a secret of the wrong length', { MINTMARK_SECRET: PASSWORD }],
    ['a secret given twice', { MINTMARK_SECRET: PASSWORD, MINTMARK_SECRET_FILE: fileWith(PASSWORD) }],
    ['a file with the wrong content', { MINTMARK_SECRET_FILE: fileWith(PASSWORD) }],
    ['a password in the issuer', { MINTMARK_ISSUER: `https://u:${PASSWORD}@a.example` }],
    ['a secret in the wrong variable', { PORT: PASSWORD, HOST: `${PASSWORD}/`, MINTMARK_LOG_LEVEL: PASSWORD }],
    ['a secret under a wrong name', { MINTMARK_SECERT: PASSWORD }],
  ])('no error repeats %s (G 1)', (_, env) => {
    const error = refusalOf(env)
    expect(JSON.stringify([error.message, error.problems, error.stack, error.cause])).not.toContain(PASSWORD)
  })

  test('at most 80 characters of an unknown name are repeated (G 2)', () => {
    expect(refusalOf({ [`MINTMARK_${'X'.repeat(5000)}`]: '1' }).problems[0]?.variable).toBe(`MINTMARK_${'X'.repeat(71)}`)
  })

  test('a name cannot forge a line of the error (G 2)', () => {
    expect(refusalOf({ 'MINTMARK_X\nPORT: forged': '1' }).problems[0]?.variable).toBe('MINTMARK_X?PORT??forged')
  })
})

describe('no part of a database password is shown', () => {
  const ENCODE = /^Percent-encode .* @ is %40, \/ is %2F, # is %23, \? is %3F/

  test.each([
    ['@, /', 'p@ssW0rd/Secret99'],
    ['@', 'p@ssW0rd'],
    ['/', 'ssW0rd/Secret99'],
    ['#', 'ssW0rd#Secret99'],
    ['?', 'ssW0rd?Secret99'],
    ['invalid UTF-8', 'ssW0rd%ffSecret99'],
  ])('a password with %s is refused with a hint (G 1)', (_, password) => {
    for (const DATABASE_URL of [`postgres://mintmark:${password}@db.internal/mintmark`, `postgresql://mintmark:${password}@[::1]:5432/m`]) {
      const env = { DATABASE_URL, MINTMARK_SECRET: SECRET }
      const { message, problems } = refusalOf(env)
      expect(problems).toEqual([{ variable: 'DATABASE_URL', rule: expect.any(String), mend: expect.stringMatching(ENCODE) }])
      const shown = JSON.stringify([message, inspectConfig({ env, mode: 'serve' }).sources])
      expect(shown).not.toMatch(/ssW0rd|Secret99/)
    }
  })

  test('a password that a # would cut in the query is refused (G 1)', () => {
    const env = { DATABASE_URL: 'postgres://mintmark@db.internal/mintmark?password=ssW0rd#Secret99', MINTMARK_SECRET: SECRET }
    expect(refusalOf(env).problems[0]?.mend).toMatch(ENCODE)
  })

  test.each(['p%40ss%2Fw%23o%3Frd', '50%off', 'a:b', 'a b', '[b]^|"'])('%s is accepted and masked', (password) => {
    const { config, sources } = serve({ DATABASE_URL: `postgres://mintmark:${password}@db.internal/m`, MINTMARK_SECRET: SECRET })
    expect(config.database.kind).toBe('postgres')
    expect(sources.find(({ variable }) => variable === 'DATABASE_URL')?.value).toBe('postgres://mintmark:********@db.internal/m')
  })

  test('text that is not a database URL is masked completely', () => {
    for (const text of ['postgres://u:p@ss@h/d', 'postgres://u:ss/w0rd@h/d', 'mysql://u:p@h/d', 'ssW0rd', 'postgres://u:p@ss'])
      expect(maskDatabaseUrl(text)).toBe('********')
  })

  test.each([
    ['DATABASE_URL_FILE', POSTGRES],
    ['DATABASE_URL_FILE', `postgres://mint:${PASSWORD}/x@h/d`],
    ['MINTMARK_SECRET_FILE', SECRET],
  ])('a secret in %s instead of a path is refused unseen (G 1)', (variable, value) => {
    const env = { MINTMARK_SECRET: variable.startsWith('DATABASE') ? SECRET : '', [variable]: value }
    const { message, problems } = refusalOf(env)
    expect(problems[0]).toMatchObject({ variable, rule: expect.stringMatching(/name of a file/) })
    const shown = JSON.stringify([message, inspectConfig({ env, mode: 'serve' }).sources])
    for (const secret of [PASSWORD, SECRET]) expect(shown).not.toContain(secret)
  })

  test.each([['config', 'print'], ['config', 'print', '--json'], ['migrate'], ['users', 'list'], ['serve']])(
    'prints no part of it: %s %s %s (G 1)',
    async (...args) => {
      const env = { DATABASE_URL: 'postgres://mintmark:p@ssW0rd/Secret99@db.internal/mintmark', MINTMARK_SECRET: SECRET }
      const { code, stdout, stderr } = await mintmark(folder, args.filter(Boolean), { env })
      expect(code).toBe(2)
      expect(stdout + stderr).toContain('%40')
      expect(stdout + stderr).not.toMatch(/ssW0rd|Secret99/)
    },
  )
})

describe('a secret comes from the environment or a file (G 4)', () => {
  test('a file is read without its trailing line break', () => {
    const { config, sources } = serve({ MINTMARK_SECRET_FILE: fileWith(`${SECRET}\n`), DATABASE_URL_FILE: fileWith(`${POSTGRES}\r\n`) })
    expect(config.secret).toEqual(Buffer.from(SECRET, 'base64url'))
    expect(config.database).toEqual({ kind: 'postgres', url: POSTGRES, poolSize: 10, namedStatements: true })
    expect(sources.find(({ variable }) => variable === 'MINTMARK_SECRET')).toMatchObject({ source: 'file', value: '********' })
  })

  test.each<[string, Env, string, RegExp]>([
    [
      'that does not exist',
      { MINTMARK_SECRET_FILE: '/no/such/file' },
      'MINTMARK_SECRET_FILE',
      /^\/no\/such\/file cannot be read \(.*ENOENT\)/,
    ],
    ['that is a folder', { DATABASE_URL_FILE: folder }, 'DATABASE_URL_FILE', /cannot be read \(it is a folder, EISDIR\)/],
    ['that is empty', { MINTMARK_SECRET_FILE: fileWith('\n') }, 'MINTMARK_SECRET_FILE', /is empty/],
    ['with another value', { DATABASE_URL_FILE: fileWith('mysql://a') }, 'DATABASE_URL_FILE', /^\/\S+ must hold `sqlite:`/],
    ['beside the variable', { MINTMARK_SECRET: SECRET, MINTMARK_SECRET_FILE: fileWith(SECRET) }, 'MINTMARK_SECRET', /given twice/],
  ])('a file %s is refused', (_, env, variable, rule) => {
    const { problems } = refusalOf(env)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ variable, rule: expect.stringMatching(rule) })
  })

  test('a database URL is shown without its password, wherever it was', () => {
    const env = { MINTMARK_SECRET: SECRET, MINTMARK_SECRET_PREVIOUS: OTHER_SECRET, DATABASE_URL: `${POSTGRES}?password=${PASSWORD}` }
    const shown = JSON.stringify(serve(env).sources)
    expect(shown).toContain('postgres://mint:********@db.internal:5432/mintmark?password=********')
    for (const secret of [PASSWORD, SECRET, OTHER_SECRET]) expect(shown).not.toContain(secret)
  })
})
