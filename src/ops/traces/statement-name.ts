/** The tables that a statement names. `do update set`, `for update of` and a function name none. */
const TABLE = /\b(?:from|join|into|update)\s+(?!(?:set|of)\b)"?([a-z_][a-z0-9_]*)\b(?!\s*\()/gi

/** A text in a statement is a constant of Mintmark's, but it is not a name. */
const TEXT = /'[^']*'/g

/** A query summary has at most 255 characters (semantic conventions, Database). */
const MAX_LENGTH = 255

/**
 * Names a statement by what it does and the tables that it names, such as `UPDATE sessions users`. The names
 * are a closed list, as the statements are, and no value is in one.
 */
export function statementName(text: string): string {
  const operation = /^\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? '_OTHER'
  const tables = new Set(Array.from(text.replaceAll(TEXT, '').matchAll(TABLE), ([, table]) => table))
  return [operation, ...tables].join(' ').slice(0, MAX_LENGTH)
}
