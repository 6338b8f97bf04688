/**
 * What a command line may hold, and what is said of one that is wrong.
 *
 * @module
 */

import { CommandFailure, EXIT } from './exit-code.ts'

/** For an option that may be repeated. */
export const againForMore = (one: string, before: string[] = []): string[] => [...before, one]

/**
 * Parses an argument that is an id. An id is base64url, so it may begin with a hyphen. Its command therefore
 * takes what it does not know for an argument (`allowUnknownOption`), and this function refuses what is
 * neither an option nor an id.
 */
export const idOf =
  (shape: RegExp) =>
  (text: string): string => {
    if (!text.startsWith('-') || shape.test(text)) return text
    throw new CommandFailure(EXIT.usage, 'There is no such option, and no id looks like that. Add --help for what is allowed.')
  }

/** Texts of an error that repeat the command line. What they repeat may be a secret in the wrong place. */
const REPEATED: [RegExp, (shown: string) => string][] = [
  [/^(error: too many arguments.* but got \d+): .*$/s, (shown) => `${shown}. A secret is never an argument: it comes from standard input.`],
  // A name that is not a plain word, or the value of an option.
  [/^(error: unknown command) '(?![a-z][a-z-]{0,19}').*$/s, (shown) => `${shown}.`],
  [/^(error: unknown option '--[a-z][a-z-]{0,29})=.*$/s, (shown) => `${shown}'`],
  [/^(error: unknown option) '(?!--[a-z][a-z-]{0,29}').*$/s, (shown) => `${shown}.`],
]

/** Commander's `text` about a wrong command line, without its values. Names of commands and options stay. */
export function withoutValues(text: string): string {
  for (const [pattern, shown] of REPEATED) {
    const [, kept] = pattern.exec(text) ?? []
    if (kept !== undefined) return `${shown(kept)}\n`
  }
  return text
}
