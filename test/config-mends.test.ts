// Every mistake in the configuration is reported with a remedy that works.
import { describe, expect, test } from 'vitest'
import { inspectConfig } from '../src/config.ts'

type Env = Record<string, string>
const POSTGRES = 'postgres://mint:hunter2@db.internal:5432/mintmark'

describe('the remedy for a broken value works', () => {
  const mendOf = (env: Env, flags = {}, mode: 'serve' | 'dev' = 'serve') => {
    const { problems } = inspectConfig({ env, flags, mode })
    expect(problems).toHaveLength(1)
    return problems[0]!
  }
  const BAD = { MINTMARK_SECRET: 'bad' }

  test('on PostgreSQL a broken secret cannot be left out', () => {
    const { mend } = mendOf({ ...BAD, DATABASE_URL: POSTGRES })
    expect(mend).toMatch(/^Give the secret that the database was made with\. For a new database make one: MINTMARK_SECRET="\$\(openssl /)
    expect(mend).not.toMatch(/leave it out/i)
  })
  test('on SQLite a secret can be left out', () =>
    expect(mendOf(BAD).mend).toMatch(/Or leave it out: a file beside the database keeps one\.$/))
  test('with an unknown database, leaving the secret out is not advised', () => {
    const { problems } = inspectConfig({ env: { ...BAD, DATABASE_URL: 'mysql://a' }, mode: 'serve' })
    expect(problems.find(({ variable }) => variable === 'MINTMARK_SECRET')!.mend).not.toMatch(/leave it out/i)
  })
  test('a previous secret cannot be newly made', () =>
    expect(mendOf({ MINTMARK_SECRET_PREVIOUS: 'bad' }).mend).toBe('Give the secret that was in force before, or leave it out.'))
  test('a required issuer cannot be left out', () => {
    const bad = { MINTMARK_ISSUER: 'auth.example.com' }
    expect(mendOf({ ...bad, HOST: '0.0.0.0' }).mend).toBe('Set MINTMARK_ISSUER=https://auth.example.com.')
    expect(mendOf(bad).mend).toBe('Set MINTMARK_ISSUER=https://auth.example.com, or leave it out for the default.')
  })
  test("a flag's remedy is a flag", () => expect(mendOf({}, { port: 'x' }).mend).toBe('Give --port 8080, or leave it out for the default.'))
  test('dev on a network address explains HOST, not the issuer', () => {
    const problem = mendOf({ HOST: '192.168.1.5' }, {}, 'dev')
    expect(problem).toMatchObject({ variable: 'HOST', mend: expect.stringMatching(/^Set HOST=0\.0\.0\.0.*MINTMARK_INSECURE_ISSUER=on\.$/) })
  })
})
