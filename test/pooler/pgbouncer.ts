import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../bench/support/free-port.ts'
import type { PostgresServer } from '../support/postgres.ts'
import { foundBinaries } from '../support/postgres-binaries.ts'

export type PoolMode = 'session' | 'transaction' | 'statement'

export interface PgBouncer {
  /** The URL of a database of the server, through the pooler. */
  urlOf(database: string): string
  stop(): Promise<void>
}

const START_LIMIT_MS = 20_000

export const pgBouncerVersion = (): string => execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' }).split('\n')[0]!

/** Starts the pooler with its defaults. The file only says where the server is and where to listen. */
export async function startPgBouncer({ url }: PostgresServer, mode: PoolMode, connections: number): Promise<PgBouncer> {
  const { owner } = foundBinaries()
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-pgbouncer-'))
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const port = await freePort()
  const server = new URL(url)
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(
    file,
    `[databases]
* = host=${server.hostname} port=${server.port} user=${server.username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${connections}
max_client_conn = 500
`,
  )
  const child = spawn('pgbouncer', [file], { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const urlOf = (database: string) => Object.assign(new URL(url), { port: `${port}`, pathname: `/${database}` }).href
  await untilReady(urlOf('postgres'), child)
  return {
    urlOf,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr!.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-2000)
  })
  for (const deadline = performance.now() + START_LIMIT_MS; performance.now() < deadline && child.exitCode === null; ) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return await client.end()
    } catch {
      await sleep(30)
    }
  }
  child.kill('SIGKILL')
  throw new Error(`PgBouncer did not start:\n${said}`)
}
