/** Every connection keeps its own copy of each on the server, so they are bounded; beyond, statements stay unnamed. */
const MAX_NAMES = 500

/** Names of prepared statements by their text, one set for a whole pool. */
export interface StatementNames {
  /** Absent: run it without a name. */
  nameOf(text: string): string | undefined
  /** The next use takes a new name, unless another connection has seen to it. */
  drop(text: string, name: string): void
}

export function createStatementNames(): StatementNames {
  const names = new Map<string, string>()
  let last = 0

  function nameOf(text: string): string | undefined {
    const known = names.get(text)
    if (known !== undefined || names.size >= MAX_NAMES) return known
    last += 1
    names.set(text, `mintmark_${last}`)
    return names.get(text)
  }

  function drop(text: string, name: string): void {
    if (names.get(text) === name) names.delete(text)
  }

  return { nameOf, drop }
}

/** For a transaction pooler, behind which the next statement may meet another server process. */
export const noStatementNames: StatementNames = { nameOf: () => undefined, drop: () => {} }
