// R 11, DESIGN §3: `mintmark restore-epoch`, beside services that run.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createEventStore } from '../../src/data/events.ts'
import { databases } from '../support/databases.ts'
import { accessToken, folderWithAlice, logIn, mintmark, openProtected, start, temporaryFolder } from './mintmark.ts'

const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const OTHER_SECRET = 'HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

const kids = async (url: string): Promise<string[]> => {
  const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid).sort()
}

describe.each(databases)('on $name', ({ kind, fresh }) => {
  test('R 11: it ends every session and replaces every key, for every service that runs, at its next request', {
    timeout: 60_000,
  }, async () => {
    const database = await fresh()
    const { config } = database
    const env = {
      DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url,
      MINTMARK_SECRET: SECRET,
      MINTMARK_ISSUER: 'https://auth.example.com',
    }
    const folder = await folderWithAlice(env)
    // One SQLite file has one `serve`.
    const replicas = await Promise.all(Array.from({ length: kind === 'sqlite' ? 1 : 2 }, () => start(folder, 'serve', env)))
    const urls = replicas.map(({ url }) => url)
    const { access_token, refresh_token } = (await (await logIn(urls[0]!)).json()) as Record<string, string>
    const oldKids = await kids(urls[0]!)
    const restoreEpoch = (args: string[], other = {}) => mintmark(folder, ['restore-epoch', ...args], { env: { ...env, ...other } })

    expect(await restoreEpoch([])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--yes') })
    expect(await restoreEpoch(['--yes'], { MINTMARK_SECRET: OTHER_SECRET })).toMatchObject({ code: 4, stdout: '' })
    expect(await kids(urls[0]!)).toEqual(oldKids)
    expect((await openProtected(urls[0]!, access_token!)).status).toBe(200)

    const done = await restoreEpoch(['--yes', '--json'])
    expect(done).toMatchObject({ code: 0, stderr: '' })
    const { goneKeys, keys, epoch } = JSON.parse(done.stdout)
    expect(epoch).toBeGreaterThan(0)
    expect(goneKeys.toSorted()).toEqual(oldKids)

    // The first request to each: a login, whose token is good at the others too.
    for (const [index, url] of urls.entries()) {
      const token = await accessToken(url)
      expect((await openProtected(urls[(index + 1) % urls.length]!, token)).status).toBe(200)
    }
    for (const url of urls) {
      expect((await openProtected(url, access_token!)).status).toBe(401)
      const refused = await fetch(`${url}/token/refresh`, { method: 'POST', body: new URLSearchParams({ refresh_token: refresh_token! }) })
      expect(await refused.json()).toMatchObject({ error: 'invalid_grant', reason: 'session_revoked' })
      expect(await kids(url)).toEqual(keys.toSorted())
    }
    const events = await createEventStore(await database.open()).list({ limit: 100 })
    expect(events.filter(({ type }) => type === 'service_restored')).toMatchObject([{ actor: 'command' }])
  })
})

test('a database that is not there is not made', async () => {
  const { code, stderr } = await mintmark(temporaryFolder(), ['restore-epoch', '--yes'])
  expect([code, stderr]).toEqual([3, expect.stringContaining('./data/mintmark.db')])
})

const END_OF_INPUT = '\u0004'
/** Gives the process a terminal. */
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

test.skipIf(!hasScript)('at a terminal it asks first, and anything but a yes is a no', async () => {
  const folder = temporaryFolder()
  expect((await mintmark(folder, ['migrate'])).code).toBe(0)
  const command = `'${process.execPath}' '${fileURLToPath(new URL('../../src/main.ts', import.meta.url))}' restore-epoch`
  const answer = (input: string) => {
    const options = { cwd: folder, input, encoding: 'utf8', env: { PATH: process.env.PATH } } as const
    const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], options)
    return [status, /Nothing was done|Every session has ended/.exec(stdout)?.[0]]
  }
  for (const no of ['n\n', '\n', END_OF_INPUT]) expect(answer(no)).toEqual([4, 'Nothing was done'])
  expect(answer('y\n')).toEqual([0, 'Every session has ended'])
})
