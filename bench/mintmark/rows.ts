/**
 * Reads and copies rows of a service's database. It knows no columns, because an earlier commit has other
 * ones. A copy is a row with some columns changed.
 *
 * @module
 */

import Sqlite from 'better-sqlite3'
import pg from 'pg'

export type Row = Record<string, unknown>

export interface Rows {
  /** @throws {Error} if there is no such row. */
  find(table: string, column: string, value: string): Promise<Row>
  copy(table: string, row: Row, changes: readonly Row[]): Promise<void>
  /** Does the upkeep that the database would do later by itself, so that it does not happen under load. */
  settle(): Promise<void>
  close(): Promise<void>
}

export const openRows = (url: string): Promise<Rows> =>
  url.startsWith('sqlite:') ? Promise.resolve(sqliteRows(url.slice('sqlite:'.length))) : postgresRows(url)

function sqliteRows(file: string): Rows {
  const db = new Sqlite(file)
  return {
    async find(table, column, value) {
      return found(db.prepare(`select * from ${table} where ${column} = ?`).get(value) as Row | undefined, table)
    },
    async copy(table, row, changes) {
      const columns = Object.keys(row)
      const insert = db.prepare(`insert into ${table} (${columns.join()}) values (${columns.map((name) => `@${name}`).join()})`)
      db.transaction(() => {
        for (const change of changes) insert.run({ ...row, ...change })
      })()
    },
    async settle() {
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.exec('analyze')
    },
    async close() {
      db.close()
    },
  }
}

const ROWS_A_STATEMENT = 5000

async function postgresRows(url: string): Promise<Rows> {
  const client = new pg.Client(url)
  await client.connect()
  return {
    async find(table, column, value) {
      const { rows } = await client.query(`select to_jsonb(t) as row from ${table} t where ${column} = $1`, [value])
      return found(rows[0]?.row, table)
    },
    async copy(table, row, changes) {
      const insert = `insert into ${table} select r.* from unnest($2::text[]) c, jsonb_populate_record(null::${table}, $1::jsonb || c::jsonb) r`
      for (let from = 0; from < changes.length; from += ROWS_A_STATEMENT) {
        const some = changes.slice(from, from + ROWS_A_STATEMENT).map((change) => JSON.stringify(change))
        await client.query(insert, [JSON.stringify(row), some])
      }
    },
    async settle() {
      await client.query('vacuum analyze')
      await client.query('checkpoint')
    },
    close: () => client.end(),
  }
}

function found(row: Row | undefined, table: string): Row {
  if (row === undefined) throw new Error(`The table ${table} has no such row.`)
  return row
}
