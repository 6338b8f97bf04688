import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { noted, type StorageWatch, unwatched } from '../storage-watch.ts'
import { namingClient } from './client.ts'
import { fromConnecting } from './errors.ts'
import { createStatementNames, noStatementNames } from './statement-names.ts'
import { types } from './types.ts'

export interface PoolOptions {
  url: string
  poolSize: number
  /** Off behind a transaction pooler, which loses both names and session settings. */
  namedStatements: boolean
  limits: PoolLimits
  watch?: StorageWatch | undefined
}

/** Absent: no limit. */
export interface PoolLimits {
  statementMs?: number
  lockMs?: number
  /** By our clock, should the server not answer at all. */
  answerMs?: number
}

/** A connection, or one that is free, within this time. With `answerMs` after it, a request is still answered within 5 s. */
const CONNECT_LIMIT_MS = 2000
const IDLE_IN_TRANSACTION_LIMIT_MS = 10_000

/** What the server itself is to keep to. A pooler refuses such parameters at the start of a connection. */
const serverLimits = ({ statementMs, lockMs }: PoolLimits): pg.PoolConfig => ({
  ...(statementMs === undefined ? {} : { statement_timeout: statementMs }),
  ...(lockMs === undefined ? {} : { lock_timeout: lockMs }),
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_LIMIT_MS,
})

/** A pool as Kysely wants it, whose errors are `StorageError`s and never end the process. */
export function openPool({ url, poolSize, namedStatements, limits, watch = unwatched }: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    application_name: 'mintmark',
    types,
    Client: namingClient(namedStatements ? createStatementNames() : noStatementNames, watch),
    ...(namedStatements ? serverLimits(limits) : {}),
    ...(limits.answerMs === undefined ? {} : { query_timeout: limits.answerMs }),
  } as pg.PoolConfig)
  // An idle connection ended (a restart, a fail-over). The pool has dropped it and makes another when one is needed.
  pool.on('error', () => {})

  async function connect(): Promise<PostgresPoolClient> {
    try {
      return (await pool.connect()) as unknown as PostgresPoolClient
    } catch (error) {
      throw noted(watch, 'read', fromConnecting(error))
    }
  }

  return { connect, end: () => pool.end(), options: pool.options }
}
