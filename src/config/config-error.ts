import type { Beside, Setting } from './setting.ts'

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

/** A value breaks its own rule. @param text The value. @param from Where the value came from. */
export function brokenRule(broken: Setting<unknown>, text: string, from: From, beside: Beside): ConfigProblem {
  const { variable, rule } = broken
  const mend =
    broken.mend?.(beside, text) ?? `${another(broken, from)}${canBeLeftOut(broken, beside) ? ', or leave it out for the default' : ''}.`
  if (from.path === undefined) return { variable, rule: `It must be ${rule}.`, mend }
  return { variable: `${variable}_FILE`, rule: `${from.path} must hold ${rule}.`, mend }
}

interface From {
  /** Absent if it came from the environment. */
  flag?: string | undefined
  /** Of the file that it was read from. */
  path?: string | undefined
}

function another(broken: Setting<unknown>, { flag, path }: From): string {
  if (path !== undefined) return `Write a good one to it, such as ${broken.example}`
  return flag === undefined ? `Set ${exampleOf(broken)}` : `Give ${flag} ${broken.example}`
}

const canBeLeftOut = (of: Setting<unknown>, beside: Beside): boolean =>
  (of.default !== undefined || of.defaultInWords !== undefined) && of.isNeeded?.(beside) !== true

/** An assignment that can be pasted into a shell. */
export const exampleOf = ({ variable, example }: Setting<unknown>): string =>
  `${variable}=${/[\s$]/.test(example) ? `"${example}"` : example}`
