/**
 * The rules of the house, as functions of source files: each gives what breaks it, as sentences.
 *
 * @module
 */

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface SourceFile {
  /** From the root of the project. */
  path: string
  text: string
}

export const readSources = (...patterns: string[]): SourceFile[] =>
  globSync(patterns, { exclude: (path) => path.includes('node_modules') }).map((path) => ({ path, text: readFileSync(path, 'utf8') }))

/** Each may import those to its right (DESIGN.md §8). */
const LAYERS = [
  'main',
  'cli',
  'service',
  'wiring',
  'http',
  'oauth',
  'accounts',
  'clients',
  'sessions',
  'keys',
  'throttle',
  'events',
  'contention',
  'errors',
  'system',
  'edit-distance',
]
const DOMAIN = ['accounts', 'clients', 'sessions', 'keys', 'throttle', 'events']
const LEAVES = ['errors', 'system', 'edit-distance']

/** What a room may import where its place in the row does not say so; `types` are erased, and bind nothing at run time. */
const BESIDES: Record<string, { values?: string[]; types?: string[] }> = {
  // What may name a service is one rule, for the settings and for clients.
  config: { values: ['clients', 'edit-distance', 'errors'], types: ['keys'] },
  log: { types: ['config'] },
  ops: { values: [...DOMAIN, ...LEAVES, 'config', 'log'] },
  data: { values: LEAVES, types: [...DOMAIN, 'config', 'log'] },
  service: { values: ['data', 'ops', 'config', 'log'] },
  wiring: { values: ['data', 'config', 'log'] },
  cli: { values: ['data', 'ops', 'config', 'log'] },
  ...Object.fromEntries(['http', 'oauth', ...DOMAIN].map((room) => [room, { types: ['config', 'log'] }])),
}

const LEFT_ALONE = new Set(['main', 'cli', 'service'])

interface Import {
  from: string
  typeOnly: boolean
}

export function importsOf({ text }: SourceFile): Import[] {
  const statements = withoutComments(text).matchAll(/^(?:import|export)\s+(?:([^'";=]*?)\sfrom\s+)?'([^']+)'/gm)
  const calls = withoutComments(text).matchAll(/\bimport\(\s*'([^']+)'/g)
  return [
    ...[...statements].map(([, names = '', from]) => ({ from: from!, typeOnly: isTypeOnly(names) })),
    ...[...calls].map(([, from]) => ({ from: from!, typeOnly: false })),
  ]
}

function isTypeOnly(names: string): boolean {
  if (/^type\b/.test(names)) return true
  const listed = /^\{(.*)\}$/s
    .exec(names.trim())?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return listed?.every((name) => name.startsWith('type ')) ?? false
}

export const withoutComments = (text: string): string => text.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1')

/** `src/http/operations/log-in.ts` is of the room `http`, `src/log.ts` and `src/log/…` of `log`. */
const roomOf = (path: string): string => path.split('/')[1]!.replace(/\.ts$/, '')

function mayImport(room: string, target: string, typeOnly: boolean): boolean {
  if (room === target) return true
  const { values = [], types = [] } = BESIDES[room] ?? {}
  if (values.includes(target) || (typeOnly && types.includes(target))) return true
  if (LEAVES.includes(room) || (LEFT_ALONE.has(target) && !LEFT_ALONE.has(room))) return false
  const [from, to] = [LAYERS.indexOf(room), LAYERS.indexOf(target)]
  return from !== -1 && to > from
}

/** A room imports only what lies to its right. */
export function brokenDirections(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from, typeOnly }) => ({ target: normalize(join(dirname(file.path), from)), typeOnly }))
      .filter(({ target, typeOnly }) => !target.startsWith('src/') || !mayImport(roomOf(file.path), roomOf(target), typeOnly))
      .map(({ target, typeOnly }) => `${file.path} imports ${typeOnly ? 'types of ' : ''}${target}`),
  )
}

/** A package, or a part of Node, is imported only where `allowed` says. */
export function strayPackages(files: SourceFile[], packages: RegExp, allowed: RegExp): string[] {
  return files
    .filter(({ path }) => !allowed.test(path))
    .flatMap((file) => importsOf(file).flatMap(({ from }) => (packages.test(from) ? [`${file.path} imports ${from}`] : [])))
}

/** A text, outside comments, stands only where `allowed` says. */
export function strayTexts(files: SourceFile[], forbidden: RegExp, allowed: RegExp): string[] {
  return files
    .filter(({ path }) => !allowed.test(path))
    .flatMap(({ path, text }) => {
      const found = forbidden.exec(withoutComments(text))
      return found ? [`${path} has ${found[0].trim()}`] : []
    })
}

export const longFiles = (files: SourceFile[], maxLines: number): string[] =>
  files.flatMap(({ path, text }) => (text.split('\n').length > maxLines ? [`${path} has more than ${maxLines} lines`] : []))

export const oddNames = (paths: string[]): string[] =>
  paths.filter((path) => !path.split('/').every((step) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(step)))

/**
 * Files that import each other in a circle, also by types and over several files. Each circle is named by
 * its files, once.
 */
export function importCircles(files: SourceFile[]): string[] {
  const targets = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => normalize(join(dirname(file.path), from))),
    ]),
  )
  const reachableFrom = (path: string): Set<string> => {
    const reached = new Set<string>()
    const next = [path]
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      const news = (targets.get(at) ?? []).filter((target) => !reached.has(target))
      for (const target of news) reached.add(target)
      next.push(...news)
    }
    return reached
  }
  const reachable = new Map([...targets.keys()].map((path) => [path, reachableFrom(path)]))
  const circleOf = (path: string) => [...reachable.get(path)!].filter((other) => reachable.get(other)?.has(path)).sort()
  return [...new Set([...targets.keys()].map((path) => circleOf(path).join(' <-> ')))].filter((circle) => circle !== '')
}
