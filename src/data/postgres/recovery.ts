/**
 * A server in recovery is never believed (F 11).
 *
 * A standby may be behind: a session that was opened a moment ago is not there yet, and one that was ended is
 * still alive. To refuse by what it says would log users out, and to allow by it would let them in. So each
 * read asks, in the same statement, if the server is in recovery; if it is, the answer is dropped and the
 * caller gets `unavailable`.
 *
 * It is asked again each time. Behind a pooler, a connection says nothing about which server the next
 * statement will meet.
 *
 * @module
 */

import type pg from 'pg'
import { STANDBY, StorageError } from '../storage-error.ts'

interface AskedRow {
  from_standby: boolean
  /** Null in the row that stands for no row. */
  is_row: true | null
}

/**
 * A `select` with the question beside it. The question is the left side of the join, so that it is answered
 * even if `text` finds nothing. A join `on true` is a nested loop over its one row, which keeps the order of
 * `text`. With `offset 0` the planner plans `text` as if it stood alone, which matters to statements without
 * a name: they are planned each time.
 */
export const askingRecovery = (text: string): string =>
  `select server.*, answer.* from (select pg_is_in_recovery() as from_standby) as server ` +
  `left join (select true as is_row, rows.* from (${text}) as rows offset 0) as answer on true`

/**
 * The rows that `text` itself found.
 *
 * @throws {StorageError} `STANDBY` if the server is in recovery.
 */
export function believedRows(asked: pg.QueryResult): object[] {
  const rows: AskedRow[] = asked.rows
  if (rows[0]?.from_standby !== false) throw fromStandby()
  return rows.flatMap(({ from_standby: _, is_row, ...row }) => (is_row ? [row] : []))
}

/** @param cause What it refused, if it was a write. */
export const fromStandby = (cause?: unknown): StorageError => new StorageError(STANDBY, new Error(MEND, { cause }), SENTENCE)

const SENTENCE = 'Only a standby of the database answers, and what it says may be old.'
const MEND =
  'The server is in recovery. Promote it, or let the host in DATABASE_URL lead to the primary; the service then goes on by itself.'
