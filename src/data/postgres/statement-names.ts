import { createHash } from 'node:crypto'

/**
 * The server keeps a copy of each for every connection, so they are bounded. Further statements stay unnamed.
 */
const MAX_NAMES = 500

/** Of 43. Two texts never share 132 bits. */
const HASH_CHARACTERS = 22

/** Names of prepared statements by their text, one set for a whole pool. */
export interface StatementNames {
  /** @returns undefined if the statement goes without a name. */
  nameOf(text: string): string | undefined
  /** Sends this statement without a name from now on. */
  drop(text: string): void
  /** Sends all statements without names from now on. @returns false if that was so before. */
  giveUp(): boolean
}

/**
 * A name is a hash of its text. So if a pooler gives two processes one server session, a name never means two
 * statements.
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
