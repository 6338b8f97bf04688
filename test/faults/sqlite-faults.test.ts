// F 3, F 5, F 8: what befalls the file and its disk while the service runs.
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

/** A service on a file of its own, and somebody who is logged in. */
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
    /** The status, and how long it took. */
    async refresh() {
      const startedAt = performance.now()
      const answer = await client.refresh(tokens.refresh_token)
      if (answer.status === 200) tokens = tokensOf(answer)
      return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after')), ms: performance.now() - startedAt }
    },
  }
}

describe('F 3: the disk', () => {
  /** A disk of 2 MB; undefined, with the reason on the console, where none can be mounted. */
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

  test('F 3: a full disk is a 503 for writes, reads go on, and once there is room it recovers by itself', async (context) => {
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

  test('F 3: on a disk that can only be read it does not start, and leaves all as it was', async (context) => {
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

  test.skipIf(process.platform !== 'linux')('F 3: a file that may not grow is the same (RLIMIT_FSIZE)', async () => {
    const { service, refresh, client, access } = await serving()
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(service.pid), `--fsize=${bytes}:unlimited`])
    limit('1')
    expect(await refresh()).toMatchObject({ status: 503 })
    expect((await client.openProtected(access())).status).toBe(200)
    limit('unlimited')
    expect(await refresh()).toMatchObject({ status: 200 })
  })
})

/** To the last page. */
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

test('F 3: locked by another process for longer than 5 s: 503 in time for all who write, reads go on, recovery by itself', async () => {
  const { file, client, refresh, access, crowd } = await serving()
  const other = new Sqlite(file)
  other.exec('begin immediate')
  const first = refresh()
  await new Promise((resolve) => setTimeout(resolve, 500))
  // The second waits for its turn first. What it waits there is not added.
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

describe('F 5, F 8: the file is damaged while the service runs', () => {
  test('F 8: what can no longer be read is a 503, never a yes and never a 500; it does not start on it, and leaves it as it was', async () => {
    const { service, config, file, client, refresh, access } = await serving()
    const noise = Buffer.alloc(statSync(file).size, 0xa5)
    writeFileSync(file, noise, { flag: 'r+' })
    // A commit, by whatever process, ends what was remembered of the time before.
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
