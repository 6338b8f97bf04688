// The issuer is never guessed. The service that runs on a database stores it there.
import { describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { folderWithAlice, mintmark, openProtected, start } from './mintmark.ts'
import { serving } from './serving.ts'

const AUTH = 'https://auth.example.com'

describe.each(databases)('on $name', (database) => {
  test("a command without MINTMARK_ISSUER uses the service's issuer (T 11)", async () => {
    const { url, folder, env } = await serving(database)
    const { MINTMARK_ISSUER: _, ...untold } = env
    const run = (args: string, more = {}) => mintmark(folder, args.split(' '), { env: { ...untold, ...more } })
    const issued = await run('token issue --user alice')
    expect([issued.code, issued.stderr]).toEqual([0, ''])
    expect((await openProtected(url, issued.stdout.trim())).status).toBe(200)
    const added = await run(`clients add z --audience ${url}`)
    expect([added.code, added.stderr]).toEqual([4, expect.stringContaining('must not hold the issuer')])
    const told = await run('token issue --user alice', { MINTMARK_ISSUER: AUTH })
    expect(JSON.parse(atob(told.stdout.split('.')[1]!))).toMatchObject({ iss: AUTH })
  })

  test('before the first service, commands that need the issuer ask for it', async () => {
    const { config } = await database.fresh({ empty: true })
    const env = {
      DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url,
      MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
    }
    const folder = await folderWithAlice(env)
    const run = (args: string, input = '') => mintmark(folder, args.split(' '), { env, input })
    const refused: [string, string?][] = [
      ['clients add a --audience b'],
      ['apply -f -', 'clients: [{id: a, identifiers: [b]}]'],
      ['token issue --user alice'],
    ]
    for (const [args, input] of refused) {
      const { code, stdout, stderr } = await run(args, input)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/set MINTMARK_ISSUER, or start `mintmark serve` once\.$/m)
    }
    expect((await run('clients add a --audience b --json')).code).toBe(2)
    expect((await run('clients add a')).code).toBe(0)
  })

  test('a replica with another issuer warns at its start, others do not', async () => {
    const { config } = await database.fresh({ empty: true })
    const env = {
      DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url,
      MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
    }
    const folder = await folderWithAlice(env)
    const saidBy = async (MINTMARK_ISSUER: string) => {
      const service = await start(folder, 'serve', { ...env, MINTMARK_ISSUER })
      service.signal('SIGTERM')
      await service.exit()
      return service
        .output()
        .split('\n')
        .filter((line) => line.includes('another issuer'))
    }
    expect(await saidBy(AUTH)).toEqual([])
    expect(await saidBy(AUTH)).toEqual([])
    const [warning, ...more] = await saidBy('https://login.example.com')
    expect(JSON.parse(warning!)).toMatchObject({ level: 'warn', issuer: 'https://login.example.com', before: AUTH })
    expect(warning).toMatch(/refuses the access tokens of the other.*give them the same MINTMARK_ISSUER/)
    expect(more).toEqual([])
  })
})
