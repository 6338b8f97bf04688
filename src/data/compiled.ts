import { type Compilable, CompiledQuery } from 'kysely'
import type { Statement } from './statement.ts'

/** A statement as Kysely executes it. */
export const compiled = <R>({ sql, parameters }: Statement): CompiledQuery<R> => CompiledQuery.raw(sql, [...parameters]) as CompiledQuery<R>

/** Stands for a value that comes with each run. */
class Named {
  readonly name: PropertyKey

  constructor(name: PropertyKey) {
    this.name = name
  }
}

/**
 * A statement that is built once, since building its text costs as much as running it, and then run with other values each time.
 *
 * @param build gets the values by name; they may stand wherever a parameter may, and cannot be looked into
 */
export function compiledOnce<V extends object, R>(build: (values: V) => Compilable<R>): (values: V) => CompiledQuery<R> {
  const names = new Proxy({}, { get: (_, name) => new Named(name) }) as V
  const { sql, parameters } = build(names).compile()
  const given = (parameter: unknown, values: V) => (parameter instanceof Named ? values[parameter.name as keyof V] : parameter)
  return (values) => compiled<R>({ sql, parameters: parameters.map((parameter) => given(parameter, values)) })
}
