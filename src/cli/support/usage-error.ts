/** What the text of an error repeats of the command line may be a secret that was put in the wrong place. */
const REPEATED: [RegExp, (shown: string) => string][] = [
  [/^(error: too many arguments.* but got \d+): .*$/s, (shown) => `${shown}. A secret is never an argument: it comes from standard input.`],
  // A name that is no plain word, or the value of an option.
  [/^(error: unknown command) '(?![a-z][a-z-]{0,19}').*$/s, (shown) => `${shown}.`],
  [/^(error: unknown option '--[a-z][a-z-]{0,29})=.*$/s, (shown) => `${shown}'`],
  [/^(error: unknown option) '(?!--[a-z][a-z-]{0,29}').*$/s, (shown) => `${shown}.`],
]

/** Commander's `text` of what is wrong with the command line, without what stood there; names of commands and options are left. */
export function withoutValues(text: string): string {
  for (const [pattern, shown] of REPEATED) {
    const [, kept] = pattern.exec(text) ?? []
    if (kept !== undefined) return `${shown(kept)}\n`
  }
  return text
}
