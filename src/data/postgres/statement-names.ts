import { createHash } from 'node:crypto'

/**
 * Every connection keeps its own copy of each on the server, so they are bounded; beyond, statements stay
 * unnamed.
 */
const MAX_NAMES = 500

/** Of 43. Two texts do not meet in 132 bits. */
const HASH_CHARACTERS = 22

/** Names of prepared statements by their text, one set for a whole pool. */
export interface StatementNames {
  /** @returns undefined if the statement goes without a name. */
  nameOf(text: string): string | undefined
  /** From now on this statement goes without one. */
  drop(text: string): void
  /** From now on all do. @returns false if they did before. */
  giveUp(): boolean
}

/**
 * A name is a hash of its text. So if a pooler gives two processes the same server session, one name never
 * means two statements, and the wrong one is never run.
 */
export function createStatementNames(): StatementNames {
  const names = new Map<string, string | undefined>()
  let givenUp = false
  return {
    nameOf(text) {
      if (givenUp) return undefined
      if (!names.has(text) && names.size < MAX_NAMES) names.set(text, nameFor(text))
      return names.get(text)
    },
    drop: (text) => void names.set(text, undefined),
    giveUp() {
      const before = givenUp
      givenUp = true
      return !before
    },
  }
}

const nameFor = (text: string): string => `mintmark_${createHash('sha256').update(text).digest('base64url').slice(0, HASH_CHARACTERS)}`

/** For a pooler in transaction mode: the next statement may meet another server session. */
export const noStatementNames: StatementNames = { nameOf: () => undefined, drop: () => {}, giveUp: () => false }
