import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { DatabaseTls } from '../../config/database-url.ts'
import { realSystem, type System } from '../../system.ts'
import type { Database } from '../database.ts'
import { noted, type StorageWatch, unwatched } from '../storage-watch.ts'
import { type PoolClient, type PoolState, poolClient } from './client.ts'
import { fromConnecting } from './errors.ts'
import { createReadOnlyPause } from './read-only.ts'
import { createStatementNames, noStatementNames } from './statement-names.ts'
import { createTlsOptions } from './tls.ts'

export interface PoolOptions {
  url: string
  /** If absent, connections are not encrypted. */
  tls?: DatabaseTls | undefined
  poolSize: number
  /** Off behind a pooler in transaction mode, which loses names. */
  namedStatements: boolean
  /** How long the server may take for an answer, by this machine's clock. If absent, there is no limit. */
  answerMs?: number
  watch?: StorageWatch | undefined
  system?: System | undefined
}

/** How long a request waits for a connection. With `answerMs` after it, it is still answered within 5 s. */
const POOL_LIMIT_MS = 2000

/**
 * Creates a pool for Kysely, whose errors are `StorageError`s and never end the process. It sets nothing on a
 * session, since a pooler would refuse it or pass it on (see `session.ts`).
 */
export function openPool(options: PoolOptions): PostgresPool & Pick<Required<Database>, 'poolUse'> {
  const { url, tls, poolSize, namedStatements, answerMs, watch = unwatched, system = realSystem } = options
  const names = namedStatements ? createStatementNames() : noStatementNames
  const state: PoolState = { names, readOnly: createReadOnlyPause(system), era: 0, tls: createTlsOptions(tls), watch, system }
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: POOL_LIMIT_MS,
    keepAlive: true,
    application_name: 'mintmark',
    types,
    Client: poolClient(state),
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
  } as pg.PoolConfig)
  // An idle connection ended (a restart, a fail-over). The pool has dropped it and makes another when one is
  // needed.
  pool.on('error', () => {})

  async function connect(): Promise<PostgresPoolClient> {
    try {
      return retiring(await usable(pool)) as unknown as PostgresPoolClient
    } catch (error) {
      throw noted(watch, 'read', fromConnecting(error))
    }
  }

  return {
    connect,
    end: () => pool.end(),
    options: pool.options,
    poolUse: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  }
}

/** Returns a connection that may be used, and closes idle ones on the way that may not. */
async function usable(pool: pg.Pool): Promise<PoolClient> {
  for (;;) {
    const client = (await pool.connect()) as PoolClient
    if (!client.isRetired) return client
    client.sever()
    client.release(true)
  }
}

/**
 * Closes the connection at its release if it was retired meanwhile. Until then a transaction needs it for the
 * roll-back.
 */
function retiring(client: PoolClient): PoolClient {
  const { release } = client
  client.release = (destroy) => release(destroy === true || client.isRetired)
  return client
}

const INT8 = 20

/** @throws {RangeError} beyond 2^53, rather than round. */
function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of range for a number: ${text}`)
  return value
}

function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return oid === INT8 && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format as 'text')
}

/** For these connections only; other users of `pg` in the process parse as before. */
const types = { getTypeParser } as pg.CustomTypesConfig
