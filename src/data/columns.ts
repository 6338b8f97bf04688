/**
 * Describes each table once. For each property of a domain type it names the column, and a codec if the
 * database stores another value. The type of a row, the list to select and both mappings follow from the
 * description.
 *
 * @module
 */

/** A column that stores a property as another value. */
interface Stored<V, C extends string, S> {
  readonly column: C
  read(stored: S): V
  write(value: V): S
}

type Description<T> = { readonly [P in keyof T]-?: string | Stored<T[P], string, unknown> }

type ColumnOf<D> = D extends { readonly column: infer C extends string } ? C : D & string

type Row<T, D> = { [P in keyof D & keyof T as ColumnOf<D[P]>]: D[P] extends { write(value: never): infer S } ? S : T[P] }

export interface Columns<T, R> {
  /** The names, in the order of the description, for `select` and `returning`. */
  readonly columns: readonly (keyof R & string)[]
  read(row: R): T
  write(value: T): R
  /** Only the columns of the properties that `change` has; a property that is undefined counts as absent. */
  writeSome(change: { readonly [P in keyof T]?: T[P] | undefined }): Partial<R>
}

/** The row of a description, as Kysely sees it. */
export type RowOf<C extends { read(row: never): unknown }> = Parameters<C['read']>[0]

type Values = Record<string, unknown>
const same = (value: unknown): unknown => value

/**
 * Describes a table: `columns<User>()({ id: 'id', … })`. There are two calls, since TypeScript infers either
 * all type arguments of a call or none.
 */
export const columns =
  <T extends object>() =>
  <const D extends Description<T>>(description: D): Columns<T, Row<T, D>> => {
    const fields = Object.entries<string | Stored<unknown, string, unknown>>(description).map(([property, stored]) =>
      typeof stored === 'string' ? { property, column: stored, read: same, write: same } : { property, ...stored },
    )
    const writeFields = (some: typeof fields, values: Values): Values => {
      const row: Values = {}
      for (const { property, column, write } of some) row[column] = write(values[property])
      return row
    }
    return {
      columns: fields.map(({ column }) => column) as (keyof Row<T, D> & string)[],
      read(row: Values) {
        const value: Values = {}
        for (const { property, column, read } of fields) value[property] = read(row[column])
        return value as T
      },
      write: (value) => writeFields(fields, value as Values) as Row<T, D>,
      writeSome(change: Values) {
        const some = fields.filter(({ property }) => change[property] !== undefined)
        return writeFields(some, change) as Partial<Row<T, D>>
      },
    }
  }

/** A boolean, stored as 1 or 0. */
export const flag = <C extends string>(column: C): Stored<boolean, C, number> => ({
  column,
  read: (stored) => stored === 1,
  write: (value) => (value ? 1 : 0),
})

export const readWords = (text: string): string[] => (text === '' ? [] : text.split(' '))

/** A list of words, stored with single spaces between. No word contains a space. */
export const words = <V extends string, C extends string>(column: C): Stored<readonly V[], C, string> => ({
  column,
  read: (text) => readWords(text) as V[],
  write: (value) => value.join(' '),
})

/** A property that may be absent, stored as null. */
export const optional = <V, C extends string>(column: C): Stored<V | undefined, C, NoInfer<V> | null> => ({
  column,
  read: (stored) => stored ?? undefined,
  write: (value) => value ?? null,
})

/**
 * A property whose default value is stored as null. In rows of a release without the column it has the
 * default too.
 */
export const withDefault = <V, C extends string>(column: C, byDefault: NoInfer<V>): Stored<V, C, NoInfer<V> | null> => ({
  column,
  read: (stored) => stored ?? byDefault,
  write: (value) => (value === byDefault ? null : value),
})
