import { describe, expect, test } from 'vitest'
import { createEventStore } from '../../src/data/events.ts'
import { createUserStore } from '../../src/data/users.ts'
import { databases } from '../support/databases.ts'
import { accessToken, folderWithAlice, logIn, mintmark, openProtected, start } from './mintmark.ts'

const NEW_PASSWORD = 'another long password'

describe.each(databases)('commands beside a running service, on $name', ({ kind, fresh }) => {
  /** Commands on a database that holds `alice`. `users` are not told the secret: they do not need it. */
  async function withAlice() {
    const { config, open } = await fresh({ empty: true })
    const env = { DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url }
    const folder = await folderWithAlice(env)
    return { env, folder, open, users: (args: string[], input = '') => mintmark(folder, ['users', ...args], { env, input }) }
  }

  /** A service that runs on it. */
  async function serveAlice() {
    const { env, folder, users } = await withAlice()
    const secret = kind === 'sqlite' ? {} : { MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
    const { url } = await start(folder, 'serve', { ...env, ...secret })
    return { url, users }
  }

  test('R 10: users disable is honoured by the next request', async () => {
    const { url, users } = await serveAlice()
    const token = await accessToken(url)
    expect((await openProtected(url, token)).status).toBe(200)

    expect(await users(['disable', 'alice'])).toMatchObject({ code: 0, stderr: '' })
    const refused = await openProtected(url, token)
    expect([refused.status, await refused.json()]).toEqual([401, { detail: 'Invalid or expired token' }])
    expect((await logIn(url)).status).toBe(401)

    expect((await users(['enable', 'alice'])).code).toBe(0)
    expect((await openProtected(url, token)).status).toBe(401)
    expect((await openProtected(url, await accessToken(url))).status).toBe(200)
  })

  test('G 3: users disable and users enable of who is so already change nothing, and tell of nothing', async () => {
    const { users, open } = await withAlice()
    const database = await open()
    const store = createUserStore(database)
    const { id } = (await store.findByUsernameKey('alice'))!
    const laterMs = Date.now() + 86_400_000
    await store.change(id, { disabledAtMs: 5 }, { atMs: laterMs })
    expect(await users(['disable', 'alice'])).toMatchObject({ code: 0, stderr: '' })
    expect((await store.findById(id))!.disabledAtMs).toBe(5)
    await store.change(id, { disabledAtMs: null }, { atMs: laterMs + 1 })
    expect(await users(['enable', 'alice'])).toMatchObject({ code: 0, stderr: '' })
    const told = (await createEventStore(database).list({ limit: 10 })).map(({ type, atMs }) => [type, atMs])
    expect(told).toEqual([
      ['user_enabled', laterMs + 1],
      ['user_disabled', laterMs],
      ['user_created', expect.any(Number)],
    ])
  })

  test.each<[string, string[], string, number]>([
    ['users delete', ['delete', 'alice'], '', 401],
    ['users passwd', ['passwd', 'alice', '--password-stdin'], NEW_PASSWORD, 200],
  ])('R 10: %s ends what the user has', async (_, args, input, newLogin) => {
    const { url, users } = await serveAlice()
    const token = await accessToken(url)
    expect((await openProtected(url, token)).status).toBe(200)
    expect((await users(args, input)).code).toBe(0)
    expect((await openProtected(url, token)).status).toBe(401)
    expect((await logIn(url)).status).toBe(401)
    expect((await logIn(url, NEW_PASSWORD)).status).toBe(newLogin)
  })
})

test('a database that is away ends a command with 5, and with no secret in what it says', async () => {
  const env = { DATABASE_URL: 'postgres://mint:hunter2hunter2@127.0.0.1:1/mint' }
  const { code, stderr } = await mintmark('/', ['users', 'list'], { env })
  expect(code).toBe(5)
  expect(stderr).toMatch(
    /^Nobody answers at the host and port of DATABASE_URL \(.*ECONNREFUSED\)\. Start PostgreSQL there, or correct DATABASE_URL\.\n$/,
  )
  expect(stderr).not.toContain('hunter2')
})
