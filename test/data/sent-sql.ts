/**
 * The SQL that this process sends to a database, as sent and in a readable form.
 *
 * @module
 */

import Sqlite from 'better-sqlite3'
import { vi } from 'vitest'
import { askingRecovery } from '../../src/data/postgres/recovery.ts'
import { watchStatements } from '../support/sent-statements.ts'

export interface SentSql {
  /** Returns what was sent since the last call. */
  take(): string[]
  stop(): void
}

export const watchSql = (kind: 'sqlite' | 'postgres'): SentSql => (kind === 'sqlite' ? watchSqlite() : watchPostgres())

/** Every `select` is sent inside the same recovery query, which would hide it (docs/decisions/0008). */
function watchPostgres(): SentSql {
  const [before, after] = askingRecovery('\n').split('\n') as [string, string]
  return watchStatements((text) => (text.startsWith(before) ? text.slice(before.length, -after.length) : text))
}

function watchSqlite(): SentSql {
  let sent: string[] = []
  const db = new Sqlite(':memory:')
  const prototype: Sqlite.Statement = Object.getPrototypeOf(db.prepare('select 1'))
  db.close()
  const spies = (['all', 'get', 'run'] as const).map((method) => {
    const plain = prototype[method] as (...args: unknown[]) => unknown
    return vi.spyOn(prototype, method).mockImplementation(function (this: Sqlite.Statement, ...args: unknown[]) {
      sent.push(this.source)
      return plain.apply(this, args)
    } as typeof plain as never)
  })
  return {
    take() {
      const taken = sent
      sent = []
      return taken
    },
    stop: () => {
      for (const spy of spies) spy.mockRestore()
    },
  }
}

const CLAUSE = / (?=(?:left join|where|set|values|on conflict|returning|group by|order by|limit|select) )|(?<!delete) (?=from )/

/** Puts one clause on each line, and indents subqueries. */
export function readable(text: string): string {
  const clauses = text.trim().replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')').split(CLAUSE)
  let depth = 0
  return clauses
    .map((clause, index) => {
      const line = '  '.repeat(index === 0 ? 0 : depth + 1) + clause
      depth += clause.split('(').length - clause.split(')').length
      return line
    })
    .join('\n')
}
