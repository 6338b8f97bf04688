// Faults of the file and its disk while the service runs (REQUIREMENTS F 3, F 5, F 8).
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import { temporaryFolder } from '../support/databases.ts'
import { PASSWORD, type TestTokens } from '../support/service.ts'
import { createClient, tokensOf } from './client.ts'
import { envOf, untilReady } from './crash-rounds.ts'
import { createCrowd } from './crowd.ts'
import { killServing, serve } from './serving.ts'

afterAll(killServing)

type SqliteConfig = Extract<DatabaseConfig, { kind: 'sqlite' }>

/** Starts a service on its own file, with a user who is logged in. */
async function serving(folder = temporaryFolder()) {
  const config: SqliteConfig = { kind: 'sqlite', file: join(folder, 'mintmark.db') }
  const crowd = await createCrowd(config)
  const service = await serve(envOf(config))
  const client = createClient(service.url)
  let tokens: TestTokens = tokensOf(await client.logIn(crowd.usernames[0]!, PASSWORD))
  return {
    ...config,
    config,
    service,
    client,
    crowd,
    access: () => tokens.access_token,
    /** Refreshes, and returns the status and the time it took. */
    async refresh() {
      const startedAt = performance.now()
      const answer = await client.refresh(tokens.refresh_token)
      if (answer.status === 200) tokens = tokensOf(answer)
      return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after')), ms: performance.now() - startedAt }
    },
  }
}

describe('the disk', () => {
  /** Mounts a disk of 2 MB. Returns undefined and prints the reason if that is not possible. */
  function smallDisk(): string | undefined {
    const folder = temporaryFolder()
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'mintmark-test', folder], { stdio: 'pipe' })
    } catch (error) {
      console.warn(
        `\n  A full and a read-only disk are NOT TRIED: none can be mounted here (${(error as Error).message.split('\n').at(-2)}).\n`,
      )
      return undefined
    }
    onTestFinished(() => {
      killServing()
      execFileSync('umount', ['-l', folder])
    })
    return folder
  }

  test('a full disk means 503 for writes, working reads, and later recovery (F 3)', async (context) => {
    const disk = smallDisk()
    if (disk === undefined) return context.skip()
    const { client, refresh, access, crowd } = await serving(disk)
    expect(await refresh()).toMatchObject({ status: 200 })
    const ballast = join(disk, 'ballast')
    fill(ballast)
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const refused = await refresh()
      expect(refused.status).toBe(503)
      expect(refused.retryAfter).toBeGreaterThan(0)
      expect(refused.ms).toBeLessThan(5000)
      expect((await client.openProtected(access())).status).toBe(200)
    }
    rmSync(ballast)
    expect(await refresh()).toMatchObject({ status: 200 })
    await crowd.check(client)
  })

  test('on a read-only disk the service does not start or change anything (F 3)', async (context) => {
    const disk = smallDisk()
    if (disk === undefined) return context.skip()
    const { service, file, config } = await serving(disk)
    service.signal('SIGTERM')
    await service.exit()
    const before = readFileSync(file)
    execFileSync('mount', ['-o', 'remount,ro', disk])
    await expect(serve(envOf(config))).rejects.toThrow(/The database file cannot be opened for writing \(SQLITE_/)
    expect(readFileSync(file).equals(before)).toBe(true)
    execFileSync('mount', ['-o', 'remount,rw', disk])
    await untilReady(createClient((await serve(envOf(config))).url))
  })

  test.skipIf(process.platform !== 'linux')('a file at its size limit behaves the same (RLIMIT_FSIZE) (F 3)', async () => {
    const { service, refresh, client, access } = await serving()
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(service.pid), `--fsize=${bytes}:unlimited`])
    limit('1')
    expect(await refresh()).toMatchObject({ status: 503 })
    expect((await client.openProtected(access())).status).toBe(200)
    limit('unlimited')
    expect(await refresh()).toMatchObject({ status: 200 })
  })
})

/** Fills the disk to the last page. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w')
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(4096))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  } finally {
    closeSync(descriptor)
  }
}

test('a long lock means timely 503 for writes, working reads, and recovery (F 3)', async () => {
  const { file, client, refresh, access, crowd } = await serving()
  const other = new Sqlite(file)
  other.exec('begin immediate')
  const first = refresh()
  await new Promise((resolve) => setTimeout(resolve, 500))
  // The second first waits for its turn. That time is not added to its own limit.
  const both = Promise.all([first, refresh()])
  for (let read = 0; read < 20; read += 1) {
    const startedAt = performance.now()
    expect((await client.openProtected(access())).status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(3000)
  }
  for (const refused of await both) {
    expect(refused).toMatchObject({ status: 503, retryAfter: 1 })
    expect(refused.ms).toBeLessThan(5000)
  }
  other.exec('rollback')
  other.close()
  expect(await refresh()).toMatchObject({ status: 200 })
  await crowd.check(client)
})

describe('the file is damaged while the service runs', () => {
  test('an unreadable file means 503, and the service refuses to start (F 5, F 8)', async () => {
    const { service, config, file, client, refresh, access } = await serving()
    const noise = Buffer.alloc(statSync(file).size, 0xa5)
    writeFileSync(file, noise, { flag: 'r+' })
    // Any commit, by any process, discards what was cached before.
    await refresh()
    for (const answer of [await client.openProtected(access()), await client.get('/readyz'), await client.get('/.well-known/jwks.json')]) {
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(await refresh()).toMatchObject({ status: 503 })
    await service.kill()
    const left = readFileSync(file)
    await expect(serve(envOf(config))).rejects.toThrow(/The database file .* is damaged.* left as it was/)
    expect(readFileSync(file).equals(left)).toBe(true)
  })
})
