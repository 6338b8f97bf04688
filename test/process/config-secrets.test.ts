import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { readConfig } from '../../src/config.ts'

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

describe('what is refused is refused at once and without the secrets', () => {
  test('every problem is in one error, with its variable, rule and mend', () => {
    const env = { PORT: 'x', HOST: '0.0.0.0', MINTMARK_LOG_LEVEL: 'x', MINTMARK_PASSWORD_MIN_LENGTH: 'x', MINTMARK_ISUER: 'x' }
    const error = refusalOf(env)
    const variables = ['PORT', 'MINTMARK_LOG_LEVEL', 'MINTMARK_PASSWORD_MIN_LENGTH', 'MINTMARK_ISSUER', 'MINTMARK_ISUER']
    expect(error.problems.map(({ variable }) => variable)).toEqual(variables)
    expect(error.message).toMatch(/^The configuration has 5 problems:\n/)
    for (const { variable, rule, mend } of error.problems) expect(error.message).toContain(`${variable}: ${rule}\n    ${mend}`)
  })

  test.each<[string, Env]>([
    ['a database URL of another kind', { DATABASE_URL: `mysql://root:${PASSWORD}@h/d` }],
    ['a database URL with its parts missing', { DATABASE_URL: `postgres://root:${PASSWORD}@/` }],
    ['a secret of the wrong length', { MINTMARK_SECRET: PASSWORD }],
    ['a secret given twice', { MINTMARK_SECRET: PASSWORD, MINTMARK_SECRET_FILE: fileWith(PASSWORD) }],
    ['a file with the wrong content', { MINTMARK_SECRET_FILE: fileWith(PASSWORD) }],
    ['a password in the issuer', { MINTMARK_ISSUER: `https://u:${PASSWORD}@a.example` }],
    ['a secret in the wrong variable', { PORT: PASSWORD, HOST: `${PASSWORD}/`, MINTMARK_LOG_LEVEL: PASSWORD }],
    ['a secret under a wrong name', { MINTMARK_SECERT: PASSWORD }],
  ])('G 1: no error repeats %s', (_, env) => {
    const error = refusalOf(env)
    expect(JSON.stringify([error.message, error.problems, error.stack, error.cause])).not.toContain(PASSWORD)
  })

  test('G 2: a name cannot forge a line of the error', () => {
    expect(refusalOf({ 'MINTMARK_X\nPORT: forged': '1' }).problems[0]?.variable).toBe('MINTMARK_X?PORT??forged')
  })
})

describe('G 4: a secret comes by environment or file', () => {
  test('a file is read, without the line end that an editor leaves', () => {
    const { config, sources } = serve({ MINTMARK_SECRET_FILE: fileWith(`${SECRET}\n`), DATABASE_URL_FILE: fileWith(`${POSTGRES}\r\n`) })
    expect(config.secret).toEqual(Buffer.from(SECRET, 'base64url'))
    expect(config.database).toEqual({ kind: 'postgres', url: POSTGRES, poolSize: 10, namedStatements: true })
    expect(sources.find(({ variable }) => variable === 'MINTMARK_SECRET')).toMatchObject({ source: 'file', value: '********' })
  })

  test.each<[string, Env, string, RegExp]>([
    [
      'that is not there',
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

  test('what is shown of a database URL has no password, wherever it stood', () => {
    const env = { MINTMARK_SECRET: SECRET, MINTMARK_SECRET_PREVIOUS: OTHER_SECRET, DATABASE_URL: `${POSTGRES}?password=${PASSWORD}` }
    const shown = JSON.stringify(serve(env).sources)
    expect(shown).toContain('postgres://mint:********@db.internal:5432/mintmark?password=********')
    for (const secret of [PASSWORD, SECRET, OTHER_SECRET]) expect(shown).not.toContain(secret)
  })
})
