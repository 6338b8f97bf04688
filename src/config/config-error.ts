import type { Beside, Setting } from './setting.ts'

/** One problem of the configuration. It never holds the value, which may be a secret in the wrong place. */
export interface ConfigProblem {
  variable: string
  /** The rule that is broken, as a sentence. */
  rule: string
  /** What to do, as a sentence. */
  mend: string
}

/** Lists every problem of the configuration, so that the operator can correct all of them at once. */
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

/**
 * Describes a value that breaks the rule of its setting.
 *
 * @param text The value.
 * @param from Where the value came from.
 */
export function brokenRule(broken: Setting<unknown>, text: string, from: From, beside: Beside): ConfigProblem {
  const { variable, rule } = broken
  const mend =
    broken.mend?.(beside, text) ?? `${another(broken, from)}${canBeLeftOut(broken, beside) ? ', or leave it out for the default' : ''}.`
  if (from.path === undefined) return { variable, rule: `It must be ${rule}.`, mend }
  return { variable: `${variable}_FILE`, rule: `${from.path} must hold ${rule}.`, mend }
}

interface From {
  /** The flag that gave the value. Absent if the value came from elsewhere. */
  flag?: string | undefined
  /** The file that held the value. Absent if the value came from elsewhere. */
  path?: string | undefined
}

function another(broken: Setting<unknown>, { flag, path }: From): string {
  if (path !== undefined) return `Write a valid value to it, such as ${broken.example}`
  return flag === undefined ? `Set ${exampleOf(broken)}` : `Give ${flag} ${broken.example}`
}

const canBeLeftOut = (of: Setting<unknown>, beside: Beside): boolean =>
  (of.default !== undefined || of.defaultInWords !== undefined) && of.isNeeded?.(beside) !== true

/** Returns an assignment of the example that can be pasted into a shell. */
export const exampleOf = ({ variable, example }: Setting<unknown>): string =>
  `${variable}=${/[\s$]/.test(example) ? `"${example}"` : example}`
