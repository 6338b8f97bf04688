/**
 * Parses arguments, and keeps secrets in the wrong place out of errors about the command line.
 *
 * @module
 */

import { CommandFailure, EXIT } from './exit-code.ts'

/** Collects the values of an option that may be repeated. */
export const againForMore = (one: string, before: string[] = []): string[] => [...before, one]

/**
 * Parses an argument that is an id. An id is base64url and may begin with a hyphen, so its command must allow
 * unknown options (`allowUnknownOption`).
 *
 * @throws {CommandFailure} if the text begins with a hyphen and is not an id: then it is an unknown option.
 */
export const idOf =
  (shape: RegExp) =>
  (text: string): string => {
    if (!text.startsWith('-') || shape.test(text)) return text
    throw new CommandFailure(EXIT.usage, 'There is no such option, and no id looks like that. Add --help for what is allowed.')
  }

/** Errors that repeat the command line, and what replaces them. They may repeat a misplaced secret. */
const REPEATED: [RegExp, (start: string) => string][] = [
  [/^(error: too many arguments.* but got \d+): .*$/s, (start) => `${start}. A secret is never an argument: it comes from standard input.`],
  // A name that is not a plain word, or the value of an option.
  [/^(error: unknown command) '(?![a-z][a-z-]{0,19}').*$/s, (start) => `${start}.`],
  [/^(error: unknown option '--[a-z][a-z-]{0,29})=.*$/s, (start) => `${start}'`],
  [/^(error: unknown option) '(?!--[a-z][a-z-]{0,29}').*$/s, (start) => `${start}.`],
]

/** Removes values from Commander's `text` about a wrong command line. Names of commands and options stay. */
export function withoutValues(text: string): string {
  for (const [pattern, replacementOf] of REPEATED) {
    const [, start] = pattern.exec(text) ?? []
    if (start !== undefined) return `${replacementOf(start)}\n`
  }
  return text
}
