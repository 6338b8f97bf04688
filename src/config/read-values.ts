import { readFileSync } from 'node:fs'
import { brokenRule, type ConfigProblem } from './config-error.ts'
import { unreadable } from './pem-file.ts'
import { isLoopback } from './service-settings.ts'
import type { Beside, Setting } from './setting.ts'
import { flagOf, type SettingName, type SettingValues, settingList } from './settings.ts'

export type Flags = { [Name in SettingName]?: string | undefined }

/** One setting as `config print` shows it. */
export interface SettingSource {
  variable: string
  /** Masked if it is a secret. Null if there is no value, or a `broken` one: it may be a misplaced secret. */
  value: string | null
  broken?: true
  source: 'flag' | 'environment' | 'file' | 'default'
  /** The file that held the value. Absent if the value came from elsewhere. */
  path?: string
}

export interface ReadValues {
  values: SettingValues
  sources: Record<SettingName, SettingSource>
  problems: ConfigProblem[]
}

type From = Pick<SettingSource, 'source' | 'path'>
type Lookup = From & ({ kind: 'text'; text: string | undefined } | { kind: 'problem'; problem: ConfigProblem })

/** Reads each setting by itself: its flag, else the environment, else its default. See also `rules.ts`. */
export function readValues({ env, flags, dev }: { env: NodeJS.ProcessEnv; flags: Flags; dev: boolean }): ReadValues {
  const read = { values: {} as Record<string, unknown>, sources: {} as ReadValues['sources'] }
  // How to correct one value may depend on the others, so the problems are made after all are read.
  const broken: (() => ConfigProblem)[] = []
  for (const [name, setting] of settingList) {
    const lookup = lookUp(setting, flags[name], env, dev)
    const { source, path } = lookup
    const from = { variable: setting.variable, source, ...(path === undefined ? {} : { path }) }
    const text = lookup.kind === 'text' ? lookup.text : undefined
    const value = text === undefined ? undefined : setting.parse(text)
    const problem = problemOf(lookup, value, (broken) =>
      brokenRule(setting, broken, { flag: source === 'flag' ? flagOf(name) : undefined, path }, besideOf(read.values)),
    )
    if (problem !== undefined) broken.push(problem)
    else if (value !== undefined) read.values[name] = value
    const masked = text === undefined ? null : (setting.mask?.(text) ?? text)
    read.sources[name] = problem === undefined ? { ...from, value: masked } : { ...from, value: null, broken: true }
  }
  return { ...read, problems: broken.map((problem) => problem()) }
}

function problemOf(lookup: Lookup, value: unknown, ofRule: (text: string) => ConfigProblem): (() => ConfigProblem) | undefined {
  if (lookup.kind === 'problem') return () => lookup.problem
  const { text } = lookup
  return text !== undefined && value === undefined ? () => ofRule(text) : undefined
}

const besideOf = ({ database, host }: SettingValues): Beside => ({
  embedded: database?.kind === 'sqlite',
  loopback: host !== undefined && isLoopback(host),
})

/** Looks up one setting. An empty value counts as not given: compose files and charts leave some. */
function lookUp(setting: Setting<unknown>, flag: string | undefined, env: NodeJS.ProcessEnv, dev: boolean): Lookup {
  const given = env[setting.variable] || undefined
  const path = setting.secret ? env[`${setting.variable}_FILE`] || undefined : undefined
  if (given !== undefined && path !== undefined) return { kind: 'problem', source: 'environment', problem: givenTwice(setting.variable) }
  if (flag) return { kind: 'text', text: flag, source: 'flag' }
  if (path !== undefined) return isValueItself(setting, path) ? valueForPath(setting) : fromFile(setting, path)
  if (given !== undefined) return { kind: 'text', text: given, source: 'environment' }
  return { kind: 'text', text: (dev ? setting.devDefault : undefined) ?? setting.default, source: 'default' }
}

/**
 * Detects a secret in the place of the name of its file. It must not be used as a name, since errors about a
 * file repeat its name.
 */
const isValueItself = (setting: Setting<unknown>, path: string): boolean => path.includes('://') || setting.parse(path) !== undefined

function valueForPath({ variable }: Setting<unknown>): Lookup {
  const rule = 'It must be the name of a file, but it is the value itself, or a URL.'
  const mend = `Set ${variable}, or name a file that holds it.`
  return { kind: 'problem', source: 'environment', problem: { variable: `${variable}_FILE`, rule, mend } }
}

/** Reads a value from a file, without the line end that editors and `echo` leave. */
function fromFile(setting: Setting<unknown>, path: string): Lookup {
  const variable = `${setting.variable}_FILE`
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (text !== '') return { kind: 'text', text, source: 'file', path }
    const problem = { variable, rule: `${path} is empty.`, mend: `Write the value of ${setting.variable} to it.` }
    return { kind: 'problem', source: 'file', path, problem }
  } catch (error) {
    const problem = { variable, rule: unreadable(path, error), mend: 'Name a file that the service may read.' }
    return { kind: 'problem', source: 'file', path, problem }
  }
}

const givenTwice = (variable: string): ConfigProblem => ({
  variable,
  rule: `It is given twice: as ${variable} and by ${variable}_FILE.`,
  mend: 'Leave one of them out.',
})

/** Returns whether somebody gave a setting. If nobody did, it has its default. */
export const isGiven = ({ sources }: { sources: SettingSource[] }, name: string): boolean =>
  sources.some(({ variable, source }) => variable === name && source !== 'default')
