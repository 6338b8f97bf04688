// `serve` refuses a database with the user and client that `dev` made, because their secrets are in a file.
// Other accounts with those names do not matter.
import { describe, expect, test } from 'vitest'
import { createServiceRecordStore } from '../../src/data/service-state.ts'
import { databases, type TestDatabase } from '../support/databases.ts'
import { mintmark, start, temporaryFolder } from './mintmark.ts'

const OF_THEIR_OWN = { username: 'demo', password: 'a long enough password' }

/** Creates an empty database, and functions to run commands and services on it. */
async function siteOn({ fresh }: TestDatabase) {
  const made = await fresh({ empty: true })
  const { config } = made
  const folder = temporaryFolder()
  const env = {
    DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url,
    MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
    MINTMARK_ISSUER: 'https://auth.example.com',
    MINTMARK_REGISTRATION: 'open',
    PORT: '0',
  }
  const run = (args: string, input = '') => mintmark(folder, args.split(' '), { env, input })
  /** Starts the command, runs `beside` and stops it. */
  const started = async (command: 'serve' | 'dev', beside: (url: string) => Promise<unknown> = async () => {}) => {
    const service = await start(folder, command, env)
    await beside(service.url)
    service.signal('SIGTERM')
    expect(await service.exit()).toBe(0)
  }
  const register = async (url: string) => {
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(`${url}/users`, { method: 'POST', headers, body: JSON.stringify(OF_THEIR_OWN) })).status).toBe(201)
  }
  const devAtMs = async () => (await createServiceRecordStore(await made.open()).read()).devAtMs
  return { run, started, register, devAtMs }
}

describe.each(databases)('on $name', (database) => {
  test("serve refuses dev's demo accounts until they are gone or disabled (P 11)", async () => {
    const { run, started, devAtMs } = await siteOn(database)
    await started('dev')
    expect(await devAtMs()).toEqual(expect.any(Number))
    const refused = async () => {
      const { code, stderr } = await run('serve')
      expect(code).toBe(4)
      return stderr
    }
    expect(await refused()).toMatch(/user demo and the client demo-service, .*users delete demo; mintmark clients delete demo-service/)
    await run('users delete demo')
    expect(await refused()).toMatch(/holds the client demo-service, .*\(mintmark clients delete demo-service\)/)
    await run('clients disable demo-service')
    await started('serve')
    expect(await devAtMs()).toBe(null)
  })

  test('a demo account that dev did not make is allowed', async () => {
    const { run, started, register, devAtMs } = await siteOn(database)
    await started('serve', register)
    expect((await run('clients add demo-service')).code).toBe(0)
    await started('serve')
    expect(await devAtMs()).toBe(null)
  })

  test("a stranger who takes the deleted demo's name stops no restart", async () => {
    const { run, started, register } = await siteOn(database)
    await started('dev', async (url) => {
      for (const args of ['users delete demo', 'clients delete demo-service']) expect((await run(args)).code).toBe(0)
      await register(url)
    })
    await started('serve')
  })
})
