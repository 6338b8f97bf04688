import type { Compilable, CompiledQuery, QueryResult } from 'kysely'

/** SQL with its parameters, and nothing else: it can be sent to a worker thread. */
export type Statement = Pick<CompiledQuery, 'sql' | 'parameters'>

/**
 * Statements given at once, all of which happen or none. The first is the guard: where it changes or returns no row, the rest is not run.
 * A single statement is a list of one.
 */
export type Write = readonly [Statement, ...Statement[]]

export type Result = QueryResult<unknown>

export const writeOf = (guard: Compilable, rest: readonly Compilable[]): Write => [statementOf(guard), ...rest.map(statementOf)]

function statementOf(query: Compilable): Statement {
  const { sql, parameters } = query.compile()
  return { sql, parameters }
}

/** Whether a guard held: it changed or returned a row. */
export const held = (result: Result): boolean => result.rows.length > 0 || (result.numAffectedRows ?? 0n) > 0n
