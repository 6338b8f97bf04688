/** Statements on their way from Kysely, which builds them, to a driver, which runs them. @module */

import { type Compilable, CompiledQuery, type QueryResult, type RawBuilder, sql } from 'kysely'

/** SQL with its parameters, and nothing else: it can be sent to a worker thread. */
export type Statement = Pick<CompiledQuery, 'sql' | 'parameters'>

/**
 * Statements of which all happen or none; a single one is a list of one. If the first, the guard, neither
 * changes nor returns a row, the rest is not run.
 */
export type Write = readonly [Statement, ...Statement[]]

export type Result = QueryResult<unknown>

/** A statement of `Database.together`. One that records events returns their rows, to be reported. */
export type Step = Compilable & { readonly recordsEvents?: true }

export const writeOf = (guard: Compilable, rest: readonly Compilable[]): Write => [statementOf(guard), ...rest.map(statementOf)]

function statementOf(query: Compilable): Statement {
  const { sql, parameters } = query.compile()
  return { sql, parameters }
}

/** Checks that a guard held: it changed or returned a row. */
export const held = (result: Result): boolean => result.rows.length > 0 || (result.numAffectedRows ?? 0n) > 0n

/** A statement as Kysely executes it. */
export const compiled = <R>({ sql, parameters }: Statement): CompiledQuery<R> => CompiledQuery.raw(sql, [...parameters]) as CompiledQuery<R>

/**
 * A parameter for which SQLite does not plan a join again. It plans for each new value of a bare parameter
 * (39 µs instead of 5), but not of an expression.
 */
export const planKept = (value: string): RawBuilder<string> => sql<string>`(${value} || '')`

/**
 * The same for a list on PostgreSQL. It plans for the number of elements of an array, but not of a subquery:
 * 55 µs instead of 200.
 */
export const listPlanKept = <T>(list: readonly T[], type: 'text' | 'bigint'): RawBuilder<T[]> =>
  sql<T[]>`(select ${list}::${sql.raw(type)}[])::${sql.raw(type)}[]`

/** Stands for a value that comes with each run. */
class Named {
  readonly name: PropertyKey

  constructor(name: PropertyKey) {
    this.name = name
  }
}

/**
 * Builds a statement once, and runs it with other values each time. Building its text costs as much as
 * running it.
 *
 * @param build receives the values by name. It may use them as parameters, but cannot read them.
 */
export function compiledOnce<V extends object, R>(build: (values: V) => Compilable<R>): (values: V) => Compilable<R> {
  const names = new Proxy({}, { get: (_, name) => new Named(name) }) as V
  const { sql, parameters } = build(names).compile()
  const given = (parameter: unknown, values: V) => (parameter instanceof Named ? values[parameter.name as keyof V] : parameter)
  return (values) => ({ compile: () => compiled<R>({ sql, parameters: parameters.map((parameter) => given(parameter, values)) }) })
}

/** The same for lists: builds a statement once for each length. */
export function compiledOnceEach<V extends object, R>(build: (values: V, length: number) => Compilable<R>) {
  const byLength = new Map<number, (values: V) => Compilable<R>>()
  return (values: V, length: number): Compilable<R> => {
    const known = byLength.get(length) ?? compiledOnce<V, R>((names) => build(names, length))
    byLength.set(length, known)
    return known(values)
  }
}

/** Returns a row of the values that `compiledOnce` gives, for an INSERT of all columns. */
export const rowOf = <R extends object>(columns: readonly (keyof R & string)[], values: R): R =>
  Object.fromEntries(columns.map((column) => [column, values[column]])) as R
