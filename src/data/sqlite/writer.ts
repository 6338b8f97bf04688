import { AbortedTransactionError } from 'kysely'
import { held, type Result, type Statement, type Write } from '../statement.ts'
import { StorageError } from '../storage-error.ts'
import { openHandle } from './handle.ts'
import type { Outcome } from './storage.ts'

/** The connection that writes, on this thread: a `Writer` without promises. */
export type LocalWriter = ReturnType<typeof createWriter>

const plain = (sql: string): Statement => ({ sql, parameters: [] })
const BEGIN = plain('begin immediate')
const COMMIT = plain('commit')
const ROLLBACK = plain('rollback')
const SAVEPOINT = plain('savepoint write_list')
const RELEASE = plain('release write_list')
const UNDO = plain('rollback to write_list')

/**
 * Creates a writer that is synchronous throughout, so that a group never spans two turns of the event loop.
 * It never waits for a lock: its caller tries again.
 */
export function createWriter(file: string, { readonly = false } = {}) {
  const handle = openHandle(file, { readonly, timeoutMs: 0 })

  const begin = (): void => void handle.run(BEGIN)
  const commit = (): void => void run(COMMIT)
  function rollback(): void {
    if (handle.db.open && handle.db.inTransaction) run(ROLLBACK)
  }

  /**
   * SQLite may end a transaction by itself (an I/O error, OR ROLLBACK). A later statement must not then
   * commit alone.
   */
  function run(statement: Statement): Result {
    if (!handle.db.inTransaction) throw new AbortedTransactionError()
    return handle.run(statement)
  }

  function runList([guard, ...rest]: Write): Result[] {
    if (rest.length === 0) return [run(guard)]
    run(SAVEPOINT)
    try {
      const first = run(guard)
      const results = held(first) ? [first, ...rest.map(run)] : [first]
      run(RELEASE)
      return results
    } catch (error) {
      if (handle.db.inTransaction) {
        run(UNDO)
        run(RELEASE)
      }
      throw error
    }
  }

  function attempt(write: Write): Outcome {
    try {
      return { kind: 'written', results: runList(write) }
    } catch (error) {
      if (!handle.db.inTransaction) throw error
      return { kind: 'failed', error } // SQLite undid this write only.
    }
  }

  /** Runs all in one transaction, each with its own outcome. Throws only if none of them took effect. */
  function group(writes: readonly Write[]): Outcome[] {
    begin()
    try {
      const outcomes = writes.map(attempt)
      commit()
      return outcomes
    } catch (error) {
      rollback()
      if (error instanceof StorageError || writes.length === 1) throw error
      // A deferred constraint failed at COMMIT, or OR ROLLBACK ended the transaction. Nothing was written, so
      // each write gets its own transaction and only the faulty one fails.
      return writes.map(alone)
    }
  }

  function alone(write: Write): Outcome {
    try {
      return group([write])[0]!
    } catch (error) {
      return { kind: 'failed', error }
    }
  }

  const close = (): void => void handle.db.close()

  return { begin, commit, rollback, run, group, close }
}
