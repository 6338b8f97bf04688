import { describe, expect, test } from 'vitest'
import { createEventStore } from '../../src/data/events.ts'
import { createUserStore } from '../../src/data/users.ts'
import { databases } from '../support/databases.ts'
import { accessToken, folderWithAlice, logIn, mintmark, openProtected, start } from './mintmark.ts'

const NEW_PASSWORD = 'another long password'

describe.each(databases)('commands beside a running service, on $name', ({ kind, fresh }) => {
  /**
   * Commands on a database with the account `alice`. `users` runs without the secret, because it needs none.
   */
  async function withAlice() {
    const { config, open } = await fresh({ empty: true })
    const env = { DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url }
    const folder = await folderWithAlice(env)
    return { env, folder, open, users: (args: string[], input = '') => mintmark(folder, ['users', ...args], { env, input }) }
  }

  /** Starts a service on that database. */
  async function serveAlice() {
    const { env, folder, users } = await withAlice()
    const secret = kind === 'sqlite' ? {} : { MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
    const { url } = await start(folder, 'serve', { ...env, ...secret })
    return { url, users }
  }

  test('`users disable` takes effect at the next request (R 10)', async () => {
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

  test('disabling or enabling a user twice changes nothing and writes no event (G 3)', async () => {
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
  ])("`%s` ends the user's sessions and the old password (R 10)", async (_, args, input, newLogin) => {
    const { url, users } = await serveAlice()
    const token = await accessToken(url)
    expect((await openProtected(url, token)).status).toBe(200)
    expect((await users(args, input)).code).toBe(0)
    expect((await openProtected(url, token)).status).toBe(401)
    expect((await logIn(url)).status).toBe(401)
    expect((await logIn(url, NEW_PASSWORD)).status).toBe(newLogin)
  })
})

test('an unreachable database ends a command with 5, without printing secrets', async () => {
  const env = { DATABASE_URL: 'postgres://mint:hunter2hunter2@127.0.0.1:1/mint' }
  const { code, stderr } = await mintmark('/', ['users', 'list'], { env })
  expect(code).toBe(5)
  expect(stderr).toMatch(
    /^Nobody answers at the host and port of DATABASE_URL \(.*ECONNREFUSED\)\. Start PostgreSQL there, or correct DATABASE_URL\.\n$/,
  )
  expect(stderr).not.toContain('hunter2')
})
