import { describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { accessToken, folderWithAlice, logIn, mintmark, openProtected, start, temporaryFolder } from './mintmark.ts'

const MINTMARK_SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const NEW_PASSWORD = 'a password of my own'

const useSecret = (url: string, secret: string): Promise<Response> =>
  fetch(`${url}/users/password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'alice', one_time_secret: secret, new_password: NEW_PASSWORD }),
  })

describe.each(databases)('users passwd --one-time beside a running service, on $name', ({ kind, fresh }) => {
  test('issuing a one-time secret ends password and sessions; it works once (P 11)', async () => {
    const { config } = await fresh({ empty: true })
    const env = config.kind === 'sqlite' ? { DATABASE_URL: `sqlite:${config.file}` } : { DATABASE_URL: config.url, MINTMARK_SECRET }
    const folder = await folderWithAlice(env)
    const { url, output } = await start(folder, 'serve', env)
    const token = await accessToken(url)

    const { code, stdout, stderr } = await mintmark(folder, ['users', 'passwd', 'alice', '--one-time', '--json'], { env })
    expect([code, stderr]).toEqual([0, ''])
    const { oneTimeSecret, oneTimeSecretExpiresAt, ...account } = JSON.parse(stdout)
    expect(oneTimeSecret).toMatch(/^mot_[\w-]{43}$/)
    expect(Date.parse(oneTimeSecretExpiresAt) - Date.now()).toBeCloseTo(24 * 3_600_000, -5)
    expect((await openProtected(url, token)).status).toBe(401)
    expect((await logIn(url)).status).toBe(401)

    expect((await useSecret(url, oneTimeSecret)).status).toBe(204)
    expect((await logIn(url, NEW_PASSWORD)).status).toBe(200)
    expect((await useSecret(url, oneTimeSecret)).status).toBe(403)
    const shown = await mintmark(folder, ['users', 'show', 'alice', '--json'], { env })
    expect(JSON.parse(shown.stdout)).toMatchObject({ ...account, passwordChangedAt: expect.any(String) })
    expect(shown.stdout + output()).not.toContain('mot_')
  })

  // SQLite always has a secret, so the case exists only on PostgreSQL.
  if (kind === 'postgres')
    test('without the service secret it is refused, and the password stays', async () => {
      const { config } = await fresh({ empty: true })
      const env = { DATABASE_URL: config.kind === 'postgres' ? config.url : '' }
      const folder = await folderWithAlice(env)
      const { code, stdout, stderr } = await mintmark(folder, ['users', 'passwd', 'alice', '--one-time'], { env })
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/MINTMARK_SECRET: It must be given with PostgreSQL.*\n +Set MINTMARK_SECRET=/)
      const { url } = await start(folder, 'serve', { ...env, MINTMARK_SECRET })
      expect((await logIn(url)).status).toBe(200)
    })
})

test("a one-time secret's lifetime can be set, for existing users only", async () => {
  const folder = await folderWithAlice()
  const { code, stdout } = await mintmark(folder, ['users', 'passwd', 'alice', '--one-time', '--valid-hours', '1'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^oneTimeSecret +mot_[\w-]{43}$/m)
  const [, expiresAt = ''] = /^oneTimeSecretExpiresAt +(\S+)$/m.exec(stdout) ?? []
  expect(Date.parse(expiresAt) - Date.now()).toBeCloseTo(3_600_000, -5)
  expect(await mintmark(folder, ['users', 'passwd', 'mallory', '--one-time'])).toMatchObject({ code: 3, stdout: '' })
})

test.each<[string, string[]]>([
  ['a second password source', ['--one-time', '--generate']],
  ['zero valid hours', ['--one-time', '--valid-hours', '0']],
  ['more than a week', ['--one-time', '--valid-hours', '169']],
  ['hours but no --one-time', ['--generate', '--valid-hours', '5']],
])('users passwd with %s ends with 2', async (_, args) => {
  const { code, stdout, stderr } = await mintmark(temporaryFolder(), ['users', 'passwd', 'alice', ...args])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).not.toBe('')
})
