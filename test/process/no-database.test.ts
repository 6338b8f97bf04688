// A mistake in DATABASE_URL, or in the folder, must not create a new service. No database is migrated without
// a request.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migrate, schema, schemaState } from '../../src/data/migrations.ts'
import { databases, postgres } from '../support/databases.ts'
import { mintmark, PASSWORD, temporaryFolder } from './mintmark.ts'

const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

const COMMANDS: [string, string?][] = [
  ['users add alice --password-stdin', PASSWORD],
  ['users import', '{}'],
  ['users list'],
  ['clients add orders'],
  ['apply -f -', 'clients: [{id: orders}]'],
  ['keys list'],
  ['sessions list'],
  ['token issue --user alice'],
  ['restore-epoch --yes'],
]

const env = (url: string) => ({ DATABASE_URL: url, MINTMARK_SECRET: SECRET })

describe('only `migrate`, `serve` and `dev` create a database', () => {
  test.each([...COMMANDS, ['backup copy.db']])('%s', async (args, input) => {
    const folder = temporaryFolder()
    const { code, stdout, stderr } = await mintmark(folder, args!.split(' '), { input: input ?? '' })
    expect([code, stdout, readdirSync(folder)]).toEqual([3, '', []])
    expect(stderr).toBe(
      `There is no database ${join(folder, 'data', 'mintmark.db')}. Begin with \`mintmark migrate\`, or with \`mintmark dev\` to try it; or set DATABASE_URL to the one that you mean.\n`,
    )
  })

  test.skipIf(postgres === null)('an empty PostgreSQL database stays empty, and its password is not printed', async () => {
    const made = await postgres!.fresh({ empty: true })
    const url = new URL((made.config as { url: string }).url)
    url.searchParams.set('passfile', 'hunter2hunter2')
    for (const args of ['users list', 'clients add orders']) {
      const { code, stderr } = await mintmark(temporaryFolder(), args.split(' '), { env: env(url.href) })
      expect(code).toBe(3)
      expect(stderr).toMatch(/^The database postgres\S+passfile=\*+ holds nothing of Mintmark\. Begin with `mintmark migrate`/)
    }
    expect(await schemaState(await made.open())).toBe('absent')
  })
})

describe.each(databases)('a database of an earlier release, on $name', ({ fresh }) => {
  test('no command migrates it, each names `migrate`, and backup works', async () => {
    const made = await fresh({ empty: true })
    const { config } = made
    const database = await made.open()
    const [, ...rest] = Object.entries(schema.migrations).reverse()
    await migrate(database, { release: 1, migrations: Object.fromEntries(rest.reverse()) })
    const folder = temporaryFolder()
    const run = (args: string, input = '') =>
      mintmark(folder, args.split(' '), { env: env(config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url), input })
    for (const [args, input] of COMMANDS.slice(0, 5)) {
      const { code, stdout, stderr } = await run(args, input)
      expect({ args, code, stdout }).toEqual({ args, code: 4, stdout: '' })
      expect(stderr).toMatch(/^The database \S+ is of an earlier release .* Back it up, then run `mintmark migrate`\.$/m)
    }
    expect(await schemaState(database)).toBe('behind')
    if (config.kind === 'sqlite') expect((await run('backup copy.db')).code).toBe(0)
    expect((await run('migrate')).stdout).toMatch(/^The database \S+ is up to date\.$/m)
    expect((await run('users add alice --password-stdin', PASSWORD)).code).toBe(0)
  })
})

test('`migrate` creates database and secret, and commands then work', async () => {
  const folder = temporaryFolder()
  expect((await mintmark(folder, ['migrate'])).code).toBe(0)
  expect(readdirSync(join(folder, 'data')).sort()).toEqual(['mintmark.db', 'mintmark.db.secret'])
  expect((await mintmark(folder, ['clients', 'add', 'orders'])).code).toBe(0)
})
