/** Starts standbys for the tests' servers without `pg_basebackup`, which the package lacks. @module */

import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type PostgresServer, startIn } from './postgres.ts'
import { foundBinaries } from './postgres-binaries.ts'
import { serverFolder } from './postgres-folder.ts'

const PROMOTION_LIMIT_MS = 60_000

export interface StandbyOptions {
  /** The name in `synchronous_standby_names`. */
  name?: string
  /** How far it stays behind the primary. */
  applyDelaySeconds?: number
}

/** Starts a copy of a running server, which follows it from then on. */
export async function startStandby(primary: PostgresServer, options: StandbyOptions = {}): Promise<PostgresServer> {
  const folder = serverFolder()
  await copyRunning(primary, folder)
  beStandby(folder, primary, options)
  return await startIn(folder)
}

/** Restarts a stopped server as a standby. */
export async function rejoin(server: PostgresServer, primary: PostgresServer, options: StandbyOptions = {}): Promise<void> {
  beStandby(server.folder, primary, options)
  await server.start()
}

/**
 * Promotes a standby and returns when it is the primary. A query meanwhile may be cancelled by recovery, so
 * it is sent again.
 */
export async function promote(standby: PostgresServer): Promise<void> {
  await ask(standby, 'select pg_promote(false)')
  for (const deadline = performance.now() + PROMOTION_LIMIT_MS; performance.now() < deadline; await sleep(20)) {
    const [row] = await ask(standby, 'select pg_is_in_recovery() as standby').catch(() => [])
    if (row?.standby === false) return
  }
  throw new Error('The standby was not promoted.')
}

/** Runs statements as the administrator of the server, without time limits. */
// biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
export async function ask(server: PostgresServer, ...statements: string[]): Promise<any[]> {
  const client = new pg.Client({ connectionString: server.url, options: '-c statement_timeout=0 -c lock_timeout=0' })
  client.on('error', () => {})
  await client.connect()
  try {
    let rows: unknown[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/**
 * Makes a base backup (PostgreSQL documentation §25.3.4). It copies all files except those of the running
 * process and its log, which the standby requests.
 */
async function copyRunning(primary: PostgresServer, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: primary.url, options: '-c statement_timeout=0' })
  await client.connect()
  try {
    await client.query(`select pg_backup_start('copy', true)`)
    const left = new Set(['postmaster.pid', 'postmaster.opts'])
    const from = join(primary.folder, 'data')
    cpSync(from, join(folder, 'data'), {
      recursive: true,
      // Of these, only the empty folder is copied.
      filter: (path) => !left.has(basename(path)) && !/\/(pg_wal|pg_replslot|pg_stat_tmp)\/./.test(path.slice(from.length)),
    })
    const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
    writeFileSync(join(folder, 'data', 'backup_label'), rows[0].labelfile)
  } finally {
    await client.end()
  }
  chownAll(folder)
}

function beStandby(folder: string, { url }: PostgresServer, { name = 'standby', applyDelaySeconds = 0 }: StandbyOptions): void {
  const { hostname, port, username } = new URL(url)
  const settings = {
    primary_conninfo: `host=${hostname} port=${port} user=${username} application_name=${name}`,
    recovery_min_apply_delay: `${applyDelaySeconds}s`,
    // The standby is a copy of the primary, whose setting would make it wait for a standby of its own.
    synchronous_standby_names: '',
    wal_retrieve_retry_interval: '200ms',
  }
  const lines = Object.entries(settings).map(([setting, value]) => `${setting} = '${value}'\n`)
  appendFileSync(join(folder, 'data', 'postgresql.auto.conf'), lines.join(''))
  writeFileSync(join(folder, 'data', 'standby.signal'), '')
  chownAll(folder)
}

/** The server does not run as root and can read only its own files. */
function chownAll(folder: string): void {
  const { owner } = foundBinaries()
  if (owner !== undefined) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, folder])
}
