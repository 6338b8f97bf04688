// An interrupted command of many steps reports what it has done, because secrets are shown only once.
import { expect, test, vi } from 'vitest'
import { databases, type TestDatabase } from '../support/databases.ts'
import { folderWithDatabase, startCommand } from './mintmark.ts'

const BCRYPT = '$2b$10$LrIjh3e4UFP/qT8Bdbnunu733NJfdGv/JoEqB5a6MJ4vqyGke75bS'

async function siteOn({ fresh }: TestDatabase) {
  const made = await fresh({ empty: true })
  const { config } = made
  const env = {
    DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url,
    MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  }
  const folder = await folderWithDatabase(env)
  const { kysely } = await made.open()
  const count = async (table: 'clients' | 'users') => (await kysely.selectFrom(table).select('id').execute()).length
  const until = (table: 'clients' | 'users', atLeast: number) =>
    vi.waitFor(async () => expect(await count(table)).toBeGreaterThanOrEqual(atLeast), { timeout: 60_000, interval: 20 })
  return { folder, env, count, until }
}

const manyClients = JSON.stringify({ clients: Array.from({ length: 4000 }, (_, index) => ({ id: `c${index}` })) })

test.each(databases)('on $name, an interrupted `apply` prints each secret it has made (G 4)', async (database) => {
  const { folder, env, count, until } = await siteOn(database)
  const { outcome, signal } = startCommand(folder, ['apply', '-f', '-', '--json'], { env, input: manyClients })
  await until('clients', 3)
  signal('SIGINT')
  const { code, stdout, stderr } = await outcome
  expect([code, stderr]).toEqual([130, 'SIGINT broke it off. What was done stays; run it again for the rest.\n'])
  const { changes } = JSON.parse(stdout)
  expect(changes.length).toBeLessThan(4000)
  expect(changes).toHaveLength(await count('clients'))
  expect(new Set(changes.map(({ secret }: { secret: string }) => secret)).size).toBe(changes.length)
})

/** Yields 700 users and then stalls for ever. */
async function* stalling() {
  for (let index = 0; index < 700; index++) yield `${JSON.stringify({ username: `user${index}`, password_hash: BCRYPT })}\n`
  await new Promise(() => {})
}

const endings: [NodeJS.Signals, number, string[]][] = [
  ['SIGINT', 130, []],
  ['SIGTERM', 143, ['--json']],
]
const cases = databases.flatMap((database) => endings.map((ending) => [...ending, database.name, database] as const))

test.each(cases)('`users import` ended by %s (%i) reports its progress, %j, on %s', async (name, code, args, _, database) => {
  const { folder, env, count, until } = await siteOn(database)
  const { outcome, signal } = startCommand(folder, ['users', 'import', ...args], { env, input: stalling() })
  await until('users', 500)
  signal(name)
  const ended = await outcome
  expect(ended.code).toBe(code)
  expect(ended.stderr).toBe(
    'It broke off: 500 imported, 0 skipped, 0 refused. Run it again: what is there is skipped.\n' +
      `${name} broke it off. What was done stays; run it again for the rest.\n`,
  )
  expect(ended.stdout).toBe(args.length === 0 ? '' : '{"imported":500,"skipped":0,"refused":0,"dryRun":false}\n')
  expect(await count('users')).toBe(500)
})
