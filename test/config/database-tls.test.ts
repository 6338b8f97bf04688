// TLS to PostgreSQL: what DATABASE_URL means (docs/postgresql.md#tls). Another test connects:
// test/data/postgres-tls.test.ts.
import { describe, expect, test } from 'vitest'
import type { DatabaseTls } from '../../src/config/database-url.ts'
import { inspectConfig } from '../../src/config.ts'
import { certificatePath } from '../support/certificates.ts'

const CA = certificatePath('ca.pem')
const PEM = certificatePath('client.pem')
const KEY = certificatePath('client.key')
const WARNING = expect.stringMatching(/sslmode=no-verify: any server can pose as the database/)

function inspect(query: string, { host = 'db.internal', env = {} }: { host?: string; env?: Record<string, string> } = {}) {
  const url = `postgres://mint:hunter2@${host}/mintmark`
  const { config, problems, warnings } = inspectConfig({ env: { ...env, DATABASE_URL: `${url}${query}` }, mode: 'command' })
  const database = config?.database as { url: string; tls?: DatabaseTls } | undefined
  return { problems, warnings, tls: database?.tls, rest: database?.url.replace(url, '') }
}

describe('a URL means', () => {
  test.for<[query: string, tls: DatabaseTls | undefined]>([
    ['', undefined],
    ['?sslmode=disable', undefined],
    ['?ssl=false', undefined],
    ['?sslmode=require', { verify: 'name' }],
    ['?ssl=true', { verify: 'name' }],
    ['?sslnegotiation=direct', { verify: 'name' }],
    ['?sslmode=require&uselibpqcompat=true', { verify: 'name' }],
    ['?sslmode=require&ssl=no-verify', { verify: 'name' }],
    [`?sslmode=require&sslrootcert=${CA}`, { verify: 'name', caFile: CA }],
    [`?sslrootcert=${CA}`, { verify: 'name', caFile: CA }],
    ['?sslmode=verify-full', { verify: 'name' }],
    ['?sslmode=verify-full&sslrootcert=system', { verify: 'name' }],
    [`?sslmode=verify-ca&sslrootcert=${CA}`, { verify: 'chain', caFile: CA }],
    [`?sslmode=verify-full&sslcert=${PEM}&sslkey=${KEY}`, { verify: 'name', own: { certFile: PEM, keyFile: KEY } }],
    ['?sslmode=no-verify', { verify: 'nothing' }],
  ])('%s', ([query, tls]) => {
    const read = inspect(query)
    expect(read).toMatchObject({ problems: [], warnings: tls?.verify === 'nothing' ? [WARNING] : [] })
    expect(read.tls).toEqual(tls)
    // The driver would read the rest in its own way.
    expect(read.rest).toMatch(/^(\?sslnegotiation=direct)?$/)
  })

  test.for<[host: string, query: string]>([
    ['localhost', '?sslmode=prefer'],
    ['127.0.0.1:5433', '?sslmode=allow'],
    ['db.internal', '?host=/run/postgresql&sslmode=verify-full'],
    ['%2Frun%2Fpostgresql', '?sslmode=prefer'],
  ])('no TLS on this machine: %s with %s', ([host, query]) => {
    expect(inspect(query, { host })).toMatchObject({ problems: [], tls: undefined })
  })

  test('other parameters stay as they are', () => {
    expect(inspect('?options=-c%20a=b').rest).toBe('?options=-c%20a=b')
    expect(inspect('?connect_timeout=3&sslmode=require').rest).toBe('?connect_timeout=3')
  })

  test('what PGSSLMODE says, if it says nothing itself', () => {
    expect(inspect('', { env: { PGSSLMODE: 'require' } }).tls).toEqual({ verify: 'name' })
    expect(inspect('', { env: { PGSSLMODE: 'no-verify' } }).warnings).toEqual([WARNING])
    expect(inspect('?sslmode=disable', { env: { PGSSLMODE: 'require' } }).tls).toBeUndefined()
    expect(inspect('', { env: { PGSSLMODE: 'prefer' } }).problems).toHaveLength(1)
  })
})

describe('a URL is refused', () => {
  test.for<[query: string, rule: RegExp, mend: RegExp]>([
    ['?sslmode=prefer', /allow or prefer only on loopback/, /sslmode=verify-full/],
    ['?sslmode=allow', /allow or prefer only on loopback/, /sslmode=verify-full/],
    ['?sslmode=verify_full', /sslmode must be disable, require, verify-ca, verify-full or no-verify/, /verify-full/],
    ['?ssl=no-verify', /sslmode must be/, /verify-full/],
    ['?sslmode=', /sslmode must be/, /verify-full/],
    ['?sslmode=verify-ca', /needs sslrootcert/, /sslrootcert=FILE/],
    ['?sslmode=verify-ca&sslrootcert=system', /needs sslrootcert/, /sslrootcert=FILE/],
    ['?sslmode=require&sslcrl=/a', /cannot follow: sslcrl/, /Leave them out/],
    ['?sslmode=require&sslrootcert=/none', /sslrootcert: \/none cannot be read/, /may read/],
    [`?sslmode=require&sslrootcert=${KEY}`, /does not hold a certificate/, /another file/],
    [`?sslmode=require&sslcert=${PEM}`, /only one of sslcert and sslkey/, /Name both/],
    [`?sslmode=require&sslcert=${PEM}&sslkey=${PEM}`, /does not hold a private key/, /another file/],
  ])('%s', ([query, rule, mend]) => {
    const { problems } = inspect(query)
    expect(problems).toEqual([{ variable: 'DATABASE_URL', rule: expect.stringMatching(rule), mend: expect.stringMatching(mend) }])
    expect(JSON.stringify(problems)).not.toContain('hunter2')
  })
})
