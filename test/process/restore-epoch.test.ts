// `mintmark restore-epoch` beside running services (REQUIREMENTS R 11,
// docs/design/sessions.md#after-a-restored-backup).
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import { createEventStore } from '../../src/data/events.ts'
import { databases, sqlite } from '../support/databases.ts'
import { PROGRAM } from '../support/program.ts'
import { accessToken, folderWithAlice, logIn, mintmark, openProtected, start, temporaryFolder } from './mintmark.ts'

const environment = (config: DatabaseConfig) => ({
  DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url,
  MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  MINTMARK_ISSUER: 'https://auth.example.com',
})

const kids = async (url: string): Promise<string[]> => {
  const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid).sort()
}

describe.each(databases)('on $name', ({ kind, fresh }) => {
  test('restore-epoch ends all sessions and replaces all keys at once (R 11)', async () => {
    const database = await fresh()
    const env = environment(database.config)
    const folder = await folderWithAlice(env)
    // One SQLite file allows one `serve`.
    const replicas = await Promise.all(Array.from({ length: kind === 'sqlite' ? 1 : 2 }, () => start(folder, 'serve', env)))
    const urls = replicas.map(({ url }) => url)
    const { access_token, refresh_token } = (await (await logIn(urls[0]!)).json()) as { access_token: string; refresh_token: string }
    for (const url of urls) expect((await openProtected(url, access_token)).status).toBe(200)
    const oldKids = await kids(urls[0]!)

    const { code, stdout } = await mintmark(folder, ['restore-epoch', '--yes', '--json'], { env })
    expect(code).toBe(0)
    const { goneKeys, keys, epoch } = JSON.parse(stdout)
    expect(epoch).toBeGreaterThan(0)
    expect(goneKeys.toSorted()).toEqual(oldKids)

    // The first request to each is a login, whose token works at the others too.
    for (const [index, url] of urls.entries()) {
      const token = await accessToken(url)
      expect((await openProtected(urls[(index + 1) % urls.length]!, token)).status).toBe(200)
    }
    for (const url of urls) {
      expect((await openProtected(url, access_token)).status).toBe(401)
      const refused = await fetch(`${url}/token/refresh`, { method: 'POST', body: new URLSearchParams({ refresh_token }) })
      expect(await refused.json()).toMatchObject({ error: 'invalid_grant', reason: 'session_revoked' })
      expect(await kids(url)).toEqual(keys.toSorted())
    }
    const events = await createEventStore(await database.open()).list({ limit: 100 })
    expect(events.filter(({ type }) => type === 'service_restored')).toMatchObject([{ actor: 'command' }])
  })
})

/** `script` gives a process a terminal. */
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0
const END_OF_INPUT = '\u0004'

/**
 * Runs the command on a terminal and types `answer` after the question appears. A terminal may lose earlier
 * input.
 */
async function typing(answer: string, env: Record<string, string>): Promise<{ code: number | null; said: string | undefined }> {
  const command = `'${process.execPath}' '${PROGRAM}' restore-epoch`
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: temporaryFolder(), env: { PATH: process.env.PATH, ...env } })
  onTestFinished(() => void child.kill())
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (!output.includes('[y/N]') && (output + chunk).includes('[y/N]')) child.stdin.write(answer)
    output += chunk
  })
  await once(child, 'close')
  return { code: child.exitCode, said: /Nothing was done|Every session has ended/.exec(output)?.[0] }
}

test('restore-epoch asks on a terminal and needs --yes elsewhere', async () => {
  const database = await sqlite.fresh()
  const env = environment(database.config)
  const told = async () => (await createEventStore(await database.open()).list({ limit: 9 })).map(({ type }) => type)
  const unasked = await mintmark(temporaryFolder(), ['restore-epoch'], { env })
  expect(unasked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--yes') })
  expect(await told()).toEqual([])

  if (!hasScript) return
  for (const no of ['n\n', END_OF_INPUT]) expect(await typing(no, env)).toEqual({ code: 4, said: 'Nothing was done' })
  expect(await told()).toEqual([])
  expect(await typing('y\n', env)).toEqual({ code: 0, said: 'Every session has ended' })
  expect(await told()).toEqual(['service_restored'])
})
