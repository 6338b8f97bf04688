import type { Setting } from './setting.ts'

/** One thing that is wrong with what the service was told. Never holds what was given: it may be a secret in the wrong place. */
export interface ConfigProblem {
  variable: string
  /** The rule that is broken, as a sentence. */
  rule: string
  /** What to do, as a sentence. */
  mend: string
}

/** All that is wrong, at once, so that it is mended at once. */
export class ConfigError extends Error {
  readonly problems: ConfigProblem[]

  constructor(problems: ConfigProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    const lines = problems.map(({ variable, rule, mend }) => `  ${variable}: ${rule}\n    ${mend}`)
    super(`The configuration has ${count}:\n${lines.join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** A value breaks its own rule. */
export const brokenRule = (broken: Setting<unknown>, text: string): ConfigProblem => ({
  variable: broken.variable,
  rule: `It must be ${broken.rule}.`,
  mend: broken.mend?.(text) ?? `Set ${exampleOf(broken)}${hasDefault(broken) ? ', or leave it out for the default' : ''}.`,
})

/** An assignment that can be pasted into a shell. */
export const exampleOf = ({ variable, example }: Setting<unknown>): string =>
  `${variable}=${/[\s$]/.test(example) ? `"${example}"` : example}`

const hasDefault = (of: Setting<unknown>): boolean => of.default !== undefined || of.defaultInWords !== undefined
