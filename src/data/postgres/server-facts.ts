import { sql } from 'kysely'
import type { Database } from '../database.ts'

/** What a PostgreSQL server says about itself. */
export interface ServerFacts {
  /** As `server_version_num`, such as 180001. */
  version: number
  nowMs: number
  /** How many connections the role may have. */
  connections: number
}

/** @throws {StorageError} `STANDBY` if the server is in recovery, as each read does. */
export async function readServerFacts({ kysely }: Database): Promise<ServerFacts> {
  const { rows } = await sql<ServerFacts>`
    select current_setting('server_version_num')::integer as version,
      (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs",
      least(current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer,
        nullif(rolconnlimit, -1)) as connections
    from pg_roles where rolname = current_user`.execute(kysely)
  return rows[0]!
}
