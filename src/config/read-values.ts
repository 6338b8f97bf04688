import { readFileSync } from 'node:fs'
import { codeOf, systemWords } from '../errors/system-words.ts'
import { brokenRule, type ConfigProblem } from './config-error.ts'
import { isLoopback } from './service-settings.ts'
import type { Beside, Setting } from './setting.ts'
import { flagOf, type SettingName, type SettingValues, settingList } from './settings.ts'

export type Flags = { [Name in SettingName]?: string | undefined }

/** One setting as `config print` shows it. */
export interface SettingSource {
  variable: string
  /** Masked where it is a secret; null where there is none, or it is `broken`: it may be a secret in the wrong place. */
  value: string | null
  broken?: true
  source: 'flag' | 'environment' | 'file' | 'default'
  /** Where it was read from a file. */
  path?: string
}

export interface ReadValues {
  values: SettingValues
  sources: Record<SettingName, SettingSource>
  problems: ConfigProblem[]
}

type From = Pick<SettingSource, 'source' | 'path'>
type Found = From & ({ kind: 'text'; text: string | undefined } | { kind: 'problem'; problem: ConfigProblem })

/** Each setting by itself: flags before the environment before defaults. Rules between settings are in `rules.ts`. */
export function readValues({ env, flags, dev }: { env: NodeJS.ProcessEnv; flags: Flags; dev: boolean }): ReadValues {
  const read = { values: {} as Record<string, unknown>, sources: {} as ReadValues['sources'] }
  // What to do about one may depend on the others, so it is said once all are read.
  const broken: (() => ConfigProblem)[] = []
  for (const [name, setting] of settingList) {
    const found = find(setting, flags[name], env, dev)
    const { source, path } = found
    const from = { variable: setting.variable, source, ...(path === undefined ? {} : { path }) }
    const text = found.kind === 'text' ? found.text : undefined
    const value = text === undefined ? undefined : setting.parse(text)
    const problem = problemOf(found, value, (broken) =>
      brokenRule(setting, broken, { flag: source === 'flag' ? flagOf(name) : undefined, path }, besideOf(read.values)),
    )
    if (problem !== undefined) broken.push(problem)
    else if (value !== undefined) read.values[name] = value
    const shown = text === undefined ? null : (setting.mask?.(text) ?? text)
    read.sources[name] = problem === undefined ? { ...from, value: shown } : { ...from, value: null, broken: true }
  }
  return { ...read, problems: broken.map((problem) => problem()) }
}

function problemOf(found: Found, value: unknown, ofRule: (text: string) => ConfigProblem): (() => ConfigProblem) | undefined {
  if (found.kind === 'problem') return () => found.problem
  const { text } = found
  return text !== undefined && value === undefined ? () => ofRule(text) : undefined
}

const besideOf = ({ database, host }: SettingValues): Beside => ({
  embedded: database?.kind === 'sqlite',
  loopback: host !== undefined && isLoopback(host),
})

/** An empty value counts as not given: compose files and charts leave such. */
function find(setting: Setting<unknown>, flag: string | undefined, env: NodeJS.ProcessEnv, dev: boolean): Found {
  const given = env[setting.variable] || undefined
  const path = setting.secret ? env[`${setting.variable}_FILE`] || undefined : undefined
  if (given !== undefined && path !== undefined) return { kind: 'problem', source: 'environment', problem: givenTwice(setting.variable) }
  if (flag) return { kind: 'text', text: flag, source: 'flag' }
  if (path !== undefined) return isValueItself(setting, path) ? valueForPath(setting) : fromFile(setting, path)
  if (given !== undefined) return { kind: 'text', text: given, source: 'environment' }
  return { kind: 'text', text: (dev ? setting.devDefault : undefined) ?? setting.default, source: 'default' }
}

/** A slip: the secret stands where the name of its file belongs, and every error about a file names it. */
const isValueItself = (setting: Setting<unknown>, path: string): boolean => path.includes('://') || setting.parse(path) !== undefined

function valueForPath({ variable }: Setting<unknown>): Found {
  const rule = 'It must be the name of a file, and is the value itself, or a URL.'
  const mend = `Set ${variable}, or name a file that holds it.`
  return { kind: 'problem', source: 'environment', problem: { variable: `${variable}_FILE`, rule, mend } }
}

/** The line end that editors and `echo` leave is not part of the secret. */
function fromFile(setting: Setting<unknown>, path: string): Found {
  const variable = `${setting.variable}_FILE`
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (text !== '') return { kind: 'text', text, source: 'file', path }
    const problem = { variable, rule: `${path} is empty.`, mend: `Write the value of ${setting.variable} to it.` }
    return { kind: 'problem', source: 'file', path, problem }
  } catch (error) {
    const code = codeOf(error)
    const rule = `${path} cannot be read${code === undefined ? '' : ` (${systemWords(code)})`}.`
    return { kind: 'problem', source: 'file', path, problem: { variable, rule, mend: 'Name a file that the service may read.' } }
  }
}

const givenTwice = (variable: string): ConfigProblem => ({
  variable,
  rule: `It is given twice: as ${variable} and by ${variable}_FILE.`,
  mend: 'Leave one of them out.',
})
