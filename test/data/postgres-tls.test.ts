// TLS to PostgreSQL on a real server with an authority of its own (docs/postgresql.md#tls).
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failureOf } from '../../src/cli/support/failure.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { CA, certificate, certificatePath } from '../support/certificates.ts'
import { administer, postgres } from '../support/databases.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'

/** Anybody may reach `postgres`. The others need TLS, and `mutual` a certificate of the client. */
const HBA = `
host    postgres all all trust
hostssl private  all all trust
hostssl mutual   all all cert
`
/** No test lets Node trust this authority. */
const ROOT = `sslrootcert=${certificatePath('other-ca.pem')}`
const OTHER_ROOT = `sslrootcert=${certificatePath('ca.pem')}`
const UNTRUSTED = expect.stringMatching(/^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/)
const OWN = `sslcert=${certificatePath('client.pem')}&sslkey=${certificatePath('client.key')}`

describe.skipIf(postgres === null)('PostgreSQL with TLS', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = (await startPostgres({ ...certificate('stranger'), ca: CA, hba: HBA }))!
    for (const name of ['private', 'mutual']) await administer(server.url, `create database ${name}`)
  })
  afterAll(() => server.remove())

  /** Returns whether the connection of a service is encrypted. */
  async function connect(query: string, { url = server.url, name = 'private' } = {}): Promise<boolean> {
    const DATABASE_URL = `${url.replace(/\/postgres$/, `/${name}`)}?${query}`
    const { config } = readConfig({ env: { DATABASE_URL }, mode: 'command' })
    const database = await openDatabase(config.database)
    try {
      const ask = database.kysely.selectFrom('pg_stat_ssl' as never).select('ssl' as never)
      const [row] = (await ask.where('pid' as never, '=', database.kysely.fn('pg_backend_pid' as never) as never).execute()) as {
        ssl: boolean
      }[]
      return row!.ssl
    } finally {
      await database.close()
    }
  }

  test.for([`sslmode=verify-full&${ROOT}`, `sslmode=require&${ROOT}`, `sslmode=verify-ca&${ROOT}`, 'sslmode=no-verify'])(
    'is reached with %s',
    async (query) => {
      expect(await connect(query)).toBe(true)
    },
  )

  test('is reached with a client certificate, if it asks for one', async () => {
    expect(await connect(`sslmode=verify-full&${ROOT}&${OWN}`, { name: 'mutual' })).toBe(true)
    await expect(connect(`sslmode=verify-full&${ROOT}`, { name: 'mutual' })).rejects.toMatchObject({ storageCode: '28000' })
  })

  test.for<[what: string, query: string, storageCode: unknown, said: RegExp]>([
    ['of an unknown authority', `sslmode=verify-full&${OTHER_ROOT}`, UNTRUSTED, /not trusted .* sslrootcert=FILE/],
    ['of an unknown authority, with any name', `sslmode=verify-ca&${OTHER_ROOT}`, UNTRUSTED, /not trusted/],
    ['of none that Node knows', 'sslmode=require', UNTRUSTED, /not trusted/],
    ['that refuses plain connections', 'sslmode=disable', '28000', /PostgreSQL refuses the user/],
  ])('one %s is refused', async ([_, query, storageCode, said]) => {
    const error = await connect(query).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'StorageError', code: 'unavailable', storageCode })
    expect(failureOf(error).text).toMatch(said)
  })

  test('one without TLS is refused', async () => {
    const { url } = (await postgres!.fresh()).config as { url: string }
    const error = await connect(`sslmode=verify-full&${ROOT}`, { url, name: url.split('/').at(-1)! }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ storageCode: 'WITHOUT_TLS' })
    expect(failureOf(error).text).toMatch(/takes no TLS .* ssl = on/)
  })

  test('of another name is reached only with verify-ca', async () => {
    // Written into the files that are there, since the server refuses a key of another owner.
    const { cert, key } = certificate('elsewhere')
    writeFileSync(join(server.folder, 'data/server.crt'), cert)
    writeFileSync(join(server.folder, 'data/server.key'), key)
    await server.stop()
    await server.start()
    expect(await connect(`sslmode=verify-ca&${OTHER_ROOT}`)).toBe(true)
    for (const mode of ['require', 'verify-full']) {
      const error = await connect(`sslmode=${mode}&${OTHER_ROOT}`).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ storageCode: 'ERR_TLS_CERT_ALTNAME_INVALID' })
      expect(failureOf(error).text).toMatch(/not for the host of DATABASE_URL/)
    }
  })
})
