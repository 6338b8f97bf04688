/** A real PostgreSQL for the tests, without an installed one. @module */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../bench/support/free-port.ts'
import { ADVISED_LIMITS } from '../../src/data/postgres/session.ts'
import { type Binaries, findBinaries, foundBinaries } from './postgres-binaries.ts'
import { removeFolder, serverFolder } from './postgres-folder.ts'

export interface PostgresServer {
  /** The URL of its database `postgres`. The port stays the same after a restart. */
  url: string
  /** The folder with all its files. */
  folder: string
  /** Stops it as an operator would. Connections are cut. */
  stop(): Promise<void>
  /** Sends `kill -9`. Nothing more is written, and the remaining processes end by themselves. */
  crash(): Promise<void>
  start(): Promise<void>
  /** The id of its first process, or undefined while it does not run. */
  readonly pid: number | undefined
  /** Stops it without a checkpoint, and removes all its files. */
  remove(): Promise<void>
}

const START_LIMIT_MS = 20_000
const STOP_LIMIT_MS = 10_000

/** What a server shows to clients that ask for TLS. */
export interface PostgresTls {
  cert: string
  key: string
  /** The authority of client certificates. */
  ca: string
  /** Replaces `pg_hba.conf`. */
  hba: string
}

/** Starts a server. Returns undefined and prints the reason if this platform has no PostgreSQL. */
export async function startPostgres(tls?: PostgresTls): Promise<PostgresServer | undefined> {
  const binaries = findBinaries()
  if ('missing' in binaries) {
    console.warn(`\n  Tests on PostgreSQL are SKIPPED: ${binaries.missing}.\n`)
    return undefined
  }
  const folder = initialise(binaries)
  if (tls !== undefined) turnTlsOn(join(folder, 'data'), tls, binaries)
  return await startIn(folder, binaries)
}

/** Starts a server on the existing folder `data` in `folder`. */
export async function startIn(folder: string, binaries: Binaries = foundBinaries()): Promise<PostgresServer> {
  const server = createPostgresServer(binaries, folder, await freePort())
  await server.start()
  return server
}

function turnTlsOn(data: string, { cert, key, ca, hba }: PostgresTls, { owner }: Binaries): void {
  const files = { 'server.crt': cert, 'server.key': key, 'root.crt': ca, 'pg_hba.conf': hba }
  for (const [name, text] of Object.entries(files)) {
    // The server refuses a key that others may read.
    writeFileSync(join(data, name), text, { mode: 0o600 })
    if (owner !== undefined) chownSync(join(data, name), owner.uid, owner.gid)
  }
  appendFileSync(join(data, 'postgresql.conf'), "ssl = on\nssl_ca_file = 'root.crt'\n")
}

/**
 * Uses an ICU locale, whose order differs from byte order. A column without the right collation therefore
 * fails tests.
 */
function initialise(binaries: Binaries): string {
  const { folder: programs, owner } = binaries
  const folder = serverFolder(binaries)
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US']
  const options = ['-D', join(folder, 'data'), '-U', 'postgres', '--auth=trust', '--no-sync', ...locale]
  try {
    execFileSync(join(programs, 'bin', 'initdb'), options, { ...owner, cwd: folder, stdio: 'pipe' })
  } catch (error) {
    removeFolder(folder)
    throw error
  }
  return folder
}

function createPostgresServer({ folder: programs, owner, copied }: Binaries, folder: string, port: number): PostgresServer {
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=300',
    'shared_buffers=64MB',
    ...Object.entries(ADVISED_LIMITS).map(([name, value]) => `${name}=${value}`),
  ]
  let child: ChildProcess | undefined

  const removeFiles = (): void => {
    removeFolder(folder)
    if (copied) removeFolder(programs)
  }
  // Also runs on Ctrl-C, when nothing can be awaited.
  const onExit = (): void => {
    child?.kill('SIGKILL')
    removeFiles()
  }
  process.once('exit', onExit)

  /** After a crash it refuses to start while an old process of it is alive. */
  async function start(): Promise<void> {
    for (const deadline = performance.now() + START_LIMIT_MS; ; ) {
      try {
        return await startOnce()
      } catch (error) {
        if (performance.now() >= deadline || !String(error).includes('shared memory block')) throw error
        await sleep(30)
      }
    }
  }

  async function startOnce(): Promise<void> {
    const options = ['-D', join(folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])]
    child = spawn(join(programs, 'bin', 'postgres'), options, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr!.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-2000)
    })
    await untilReady(url, child, () => said)
  }

  /** SIGINT is a fast shutdown, with a checkpoint. SIGQUIT is an immediate one, without. */
  async function stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const stopping = child
    child = undefined
    if (stopping === undefined || stopping.exitCode !== null || stopping.signalCode !== null) return
    const timer = setTimeout(() => stopping.kill('SIGQUIT'), STOP_LIMIT_MS)
    stopping.kill(signal)
    await once(stopping, 'exit')
    clearTimeout(timer)
  }

  async function crash(): Promise<void> {
    const crashing = child!
    child = undefined
    const gone = once(crashing, 'exit')
    crashing.kill('SIGKILL')
    await gone
  }

  async function remove(): Promise<void> {
    await stop('SIGQUIT')
    removeFiles()
    process.off('exit', onExit)
  }

  return {
    url,
    folder,
    get pid() {
      return child?.pid
    },
    start,
    stop: () => stop(),
    crash,
    remove,
  }
}

async function untilReady(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS
  while (performance.now() < deadline && child.exitCode === null) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await sleep(30)
    }
  }
  child.kill('SIGQUIT')
  throw new Error(`PostgreSQL did not start:\n${said()}`)
}
