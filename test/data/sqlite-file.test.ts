import { once } from 'node:events'
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/data/open-database.ts'
import { openHandle } from '../../src/data/sqlite/handle.ts'
import { fsyncMs } from '../../src/data/sqlite/writer-place.ts'
import { sqlite, temporaryFolder } from '../support/databases.ts'
import { ended, startChild } from './child.ts'
import { playground } from './playground.ts'

const fileOf = (config: object): string => (config as { file: string }).file

test("a new database's folder and files are readable only by the owner", async () => {
  const file = `${temporaryFolder()}/a/b/mintmark.db`
  const database = await openDatabase({ kind: 'sqlite', file })
  await playground(database)
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
  for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600)
  await database.close()
})

test('several that create the same database at once all open it', async () => {
  const config = { kind: 'sqlite' as const, file: `${temporaryFolder()}/mintmark.db` }
  const all = await Promise.all(Array.from({ length: 5 }, () => openDatabase(config)))
  const plays = await Promise.all(all.map(playground))
  await plays[0]!.kysely.insertInto('t').values({ id: 1, counter: 4, name: null }).execute()
  for (const play of plays) expect(await play.counter()).toBe(4)
  for (const database of all) await database.close()
})

test("another process's commit is seen by the next read (R 10)", async () => {
  const { config, open } = await sqlite.fresh()
  const { direct } = await open()
  const other = new Sqlite(fileOf(config))
  const before = direct!.dataVersion()
  expect(direct!.dataVersion()).toBe(before)
  other.exec('update service_state set epoch = epoch + 1')
  expect(direct!.dataVersion()).not.toBe(before)
  other.close()
})

test('a reopened file has synchronous=FULL, WAL and foreign keys (F 2)', async () => {
  const { config, open } = await sqlite.fresh()
  for (const readonly of [false, true]) {
    const { db } = openHandle(fileOf(config), { readonly, timeoutMs: 0 })
    expect(['journal_mode', 'synchronous', 'foreign_keys'].map((name) => db.pragma(name, { simple: true }))).toEqual(['wal', 2, 1])
    db.close()
  }
  const database = await open()
  const pragma = (name: string) => database.kysely.transaction().execute((transaction) => sql.raw(`pragma ${name}`).execute(transaction))
  expect((await pragma('synchronous')).rows).toEqual([{ synchronous: 2 }])
})

test('the disk is measured without leaving a file', () => {
  const folder = temporaryFolder()
  expect(fsyncMs(`${folder}/a.db`)).toBeGreaterThan(0)
  expect(fsyncMs(`${folder}/no/such/folder/a.db`)).toBe(0)
})

describe('a damaged file is refused and left as it was (F 5)', () => {
  const damages: [string, (file: string) => void][] = [
    ['is not a database', (file) => writeFileSync(file, 'This is a letter, not a database.\n'.repeat(300))],
    [
      'has lost its first page',
      (file) => writeFileSync(file, Buffer.concat([Buffer.alloc(4096, 0xa5), readFileSync(file).subarray(4096)])),
    ],
    ['has a page of noise', (file) => writeFileSync(file, readFileSync(file).fill(0xa5, 4096, 8192))],
    ['was cut', (file) => truncateSync(file, 4096 * 2)],
    ['was emptied', (file) => truncateSync(file, 0)],
  ]
  test.each(damages)('a file that %s', async (_, damage) => {
    const { config } = await sqlite.fresh()
    damage(fileOf(config))
    const before = readFileSync(fileOf(config))
    for (let i = 0; i < 2; i += 1) await expect(openDatabase(config)).rejects.toThrow(/^The database file .* left as it was/)
    expect(readFileSync(fileOf(config)).equals(before)).toBe(true)
  })

  test('a file that is missing beside its write-ahead log', async () => {
    const { config, open } = await sqlite.fresh()
    await playground(await open())
    const file = `${temporaryFolder()}/mintmark.db`
    copyFileSync(`${fileOf(config)}-wal`, `${file}-wal`)
    await expect(openDatabase({ kind: 'sqlite', file })).rejects.toThrow(/missing/)
    expect(existsSync(file)).toBe(false)
  })

  test("a folder in the file's place", async () => {
    await expect(openDatabase({ kind: 'sqlite', file: temporaryFolder() })).rejects.toThrow()
  })
})

describe('another process holds the write lock (F 3)', () => {
  async function locked(busyLimitMs: number) {
    const { config, open } = await sqlite.fresh()
    const play = await playground(await open({ sqlite: { writer: 'main', busyLimitMs } }))
    await play.kysely.insertInto('t').values({ id: 1, counter: 0, name: null }).execute()
    const child = startChild('hold-lock', fileOf(config))
    await once(child.stdout, 'data')
    return { child, play, config, raise: () => play.kysely.updateTable('t').set({ counter: sql`counter + 1` }).execute() }
  }

  test('reads continue, the event loop is free, and writes time out', async () => {
    const { child, play, raise } = await locked(400)
    const loop = monitorEventLoopDelay({ resolution: 5 })
    loop.enable()
    const start = performance.now()
    const writes = Promise.allSettled([raise(), raise(), raise()])
    await sleep(50)
    expect(await play.counter()).toBe(0)
    for (const outcome of await writes) expect(outcome).toMatchObject({ reason: { code: 'unavailable', storageCode: 'SQLITE_BUSY' } })
    expect(performance.now() - start).toBeGreaterThan(350)
    loop.disable()
    expect(loop.max / 1e6).toBeLessThan(200)
    child.kill('SIGKILL')
    await ended(child)
  })

  test("a write that waited runs after the other's commit", async () => {
    const { child, play, raise } = await locked(5000)
    const write = raise()
    await sleep(50)
    const gone = ended(child)
    child.stdin.write('go')
    await write
    expect(await play.counter()).toBe(501)
    await gone
  })

  test('a second database opens meanwhile', async () => {
    const { child, config } = await locked(400)
    const other = await openDatabase(config)
    expect(await other.kysely.selectFrom('service_state').select('epoch').execute()).toEqual([{ epoch: 0 }])
    await other.close()
    child.kill('SIGKILL')
    await ended(child)
  })
})

test.each(['main', 'worker'])('kill -9 loses nothing that was acknowledged (%s thread) (F 1)', async (writer) => {
  const { config } = await sqlite.fresh()
  const child = startChild('write-for-ever', fileOf(config), writer)
  let printed = ''
  child.stdout.on('data', (text: Buffer) => {
    printed += text.toString()
    if (printed.length > 3000) child.kill('SIGKILL')
  })
  await ended(child)
  const acknowledged = printed.split('\n').slice(0, -1)
  const db = new Sqlite(fileOf(config))
  const stored = new Set(db.prepare('select id from sessions').pluck().all())
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
  expect(acknowledged.length).toBeGreaterThan(100)
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
})
