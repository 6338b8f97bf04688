/**
 * The answer of a server in recovery is never used (REQUIREMENTS F 11).
 *
 * A standby may be behind. A session opened a moment ago may be missing there, and one that was ended may
 * still be alive. Refusing by its answer would log users out, and allowing by it would let them in. So each
 * read asks, in the same statement, if the server is in recovery. If it is, the answer is dropped and the
 * caller gets `unavailable`.
 *
 * Every statement asks again: behind a pooler, the next one may meet another server.
 *
 * @module
 */

import type pg from 'pg'
import { STANDBY, StorageError } from '../storage-error.ts'

interface CheckedRow {
  from_standby: boolean
  /** Null in the row for an answer without rows. */
  is_row: true | null
}

/**
 * Returns a `select` that also asks if the server is in recovery.
 *
 * - The question is the left side of the join, so it is answered even if `text` finds nothing.
 * - The join `on true` is a nested loop over its one row, which keeps the order of `text`.
 * - With `offset 0`, `text` is planned as if it stood alone. Statements without a name need that, since they
 *   are planned each time.
 */
export const askingRecovery = (text: string): string =>
  `select server.*, answer.* from (select pg_is_in_recovery() as from_standby) as server ` +
  `left join (select true as is_row, rows.* from (${text}) as rows offset 0) as answer on true`

/**
 * Returns the rows that `text` itself found.
 *
 * @throws {StorageError} `STANDBY` if the server is in recovery.
 */
export function believedRows(result: pg.QueryResult): object[] {
  const rows: CheckedRow[] = result.rows
  if (rows[0]?.from_standby !== false) throw fromStandby()
  return rows.flatMap(({ from_standby: _, is_row, ...row }) => (is_row ? [row] : []))
}

/** @param cause The server's refusal, if the statement was a write. */
export const fromStandby = (cause?: unknown): StorageError => new StorageError(STANDBY, new Error(MEND, { cause }), SENTENCE)

const SENTENCE = 'Only a standby of the database answers, and what it says may be old.'
const MEND =
  'The server is in recovery. Promote it, or let the host in DATABASE_URL lead to the primary; the service then goes on by itself.'
