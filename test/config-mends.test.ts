// What is wrong with the configuration is told with a mend that helps.
import { describe, expect, test } from 'vitest'
import { inspectConfig } from '../src/config.ts'

type Env = Record<string, string>
const POSTGRES = 'postgres://mint:hunter2@db.internal:5432/mintmark'

describe('the mend of a broken value is one that helps', () => {
  const mendOf = (env: Env, flags = {}, mode: 'serve' | 'dev' = 'serve') => {
    const { problems } = inspectConfig({ env, flags, mode })
    expect(problems).toHaveLength(1)
    return problems[0]!
  }
  const BAD = { MINTMARK_SECRET: 'bad' }

  test('on PostgreSQL a secret cannot be left out, and a new one opens no keys of before', () => {
    const { mend } = mendOf({ ...BAD, DATABASE_URL: POSTGRES })
    expect(mend).toMatch(/^Give the secret that the database was made with\. For a new database make one: MINTMARK_SECRET="\$\(openssl /)
    expect(mend).not.toMatch(/leave it out/i)
  })
  test('on SQLite a secret can be left out', () =>
    expect(mendOf(BAD).mend).toMatch(/Or leave it out: a file beside the database keeps one\.$/))
  test('where the database is not known either, nobody says that it can', () => {
    const { problems } = inspectConfig({ env: { ...BAD, DATABASE_URL: 'mysql://a' }, mode: 'serve' })
    expect(problems.find(({ variable }) => variable === 'MINTMARK_SECRET')!.mend).not.toMatch(/leave it out/i)
  })
  test('a previous secret is none that could be made', () =>
    expect(mendOf({ MINTMARK_SECRET_PREVIOUS: 'bad' }).mend).toBe('Give the secret that was in force before, or leave it out.'))
  test('an issuer that is needed cannot be left out', () => {
    const bad = { MINTMARK_ISSUER: 'auth.example.com' }
    expect(mendOf({ ...bad, HOST: '0.0.0.0' }).mend).toBe('Set MINTMARK_ISSUER=https://auth.example.com.')
    expect(mendOf(bad).mend).toBe('Set MINTMARK_ISSUER=https://auth.example.com, or leave it out for the default.')
  })
  test('a flag is mended as a flag', () =>
    expect(mendOf({}, { port: 'x' }).mend).toBe('Give --port 8080, or leave it out for the default.'))
  test('dev on an address of the network is told of HOST, which was given, and of no issuer', () => {
    const problem = mendOf({ HOST: '192.168.1.5' }, {}, 'dev')
    expect(problem).toMatchObject({ variable: 'HOST', mend: expect.stringMatching(/^Set HOST=0\.0\.0\.0.*MINTMARK_INSECURE_ISSUER=on\.$/) })
  })
})
