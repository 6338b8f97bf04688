import type { Vector, VectorFile } from './vectors.ts'

/** The order never changes: new columns come at the end. */
const COLUMNS: [name: string, value: (vector: Vector) => string | number | undefined][] = [
  ['id', ({ id }) => id],
  ['kind', ({ kind }) => kind],
  ['maker', ({ maker }) => maker],
  ['alg', ({ alg }) => alg],
  ['status', ({ expected }) => expected.status],
  ['error', ({ expected }) => expected.error],
  ['scope', ({ scope }) => scope],
  ['exact_clock', ({ exactClock }) => (exactClock ? 'yes' : undefined)],
  ['token', ({ token }) => token],
  ['authorization', ({ authorization }) => authorization[0]],
  ['authorization_2', ({ authorization }) => authorization[1]],
]

/**
 * Returns the vectors as a table for tools without JSON: a line of names, then one line for each vector. Tabs
 * separate the columns, and an empty column is an absent member.
 *
 * @throws {Error} if a value has a tab or a line end, which the table cannot hold.
 */
export function toTsv({ vectors }: VectorFile): string {
  const cell = (value: string | number | undefined) => {
    const text = String(value ?? '')
    if (/[\t\r\n]/.test(text)) throw new Error(`A table of tabs cannot hold ${JSON.stringify(text)}`)
    return text
  }
  const rows = vectors.map((vector) => COLUMNS.map(([, value]) => cell(value(vector))))
  return [COLUMNS.map(([name]) => name), ...rows].map((row) => `${row.join('\t')}\n`).join('')
}
