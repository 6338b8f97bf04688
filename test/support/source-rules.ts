/**
 * The rules of the code base, as functions of source files. Each returns its violations as sentences.
 *
 * @module
 */

import { dirname, join, normalize } from 'node:path'
import type { SourceFile } from '../../scripts/source-file.ts'

/** Each room may import the rooms to its right (docs/design/architecture.md#the-rooms). */
const LAYERS = [
  'main',
  'cli',
  'composition',
  'http',
  'oauth',
  'accounts',
  'clients',
  'sessions',
  'keys',
  'throttle',
  'service-state',
  'events',
  'contention',
  'secret',
  'counts',
  'traces',
  'errors',
  'system',
]
const DOMAIN = ['accounts', 'clients', 'sessions', 'keys', 'throttle', 'service-state', 'events']
const LEAVES = ['errors', 'system']

/**
 * What a room may import in addition to its place in the row. `types` are erased and bind nothing at run
 * time.
 */
const BESIDES: Record<string, { values?: string[]; types?: string[] }> = {
  // The rule for names of a service is the same for settings and for clients.
  config: { values: ['clients', 'secret', 'errors'], types: ['keys', 'events'] },
  log: { types: ['config'] },
  ops: { values: [...DOMAIN, 'secret', 'counts', 'traces', ...LEAVES, 'config', 'log'] },
  data: { values: LEAVES, types: [...DOMAIN, 'config', 'log'] },
  composition: { values: ['data', 'ops', 'config', 'log'] },
  cli: { values: ['data', 'ops', 'config', 'log'] },
  ...Object.fromEntries(['http', 'oauth', ...DOMAIN].map((room) => [room, { types: ['config', 'log'] }])),
}

const LEFT_ALONE = new Set(['main', 'cli', 'composition'])

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

/**
 * Returns the room of a file: `http` for `src/http/operations/log-in.ts`, `log` for `src/log.ts` and
 * `src/log/…`.
 */
const roomOf = (path: string): string => path.split('/')[1]!.replace(/\.ts$/, '')

function mayImport(room: string, target: string, typeOnly: boolean): boolean {
  if (room === target) return true
  const { values = [], types = [] } = BESIDES[room] ?? {}
  if (values.includes(target) || (typeOnly && types.includes(target))) return true
  if (LEAVES.includes(room) || (LEFT_ALONE.has(target) && !LEFT_ALONE.has(room))) return false
  const [from, to] = [LAYERS.indexOf(room), LAYERS.indexOf(target)]
  return from !== -1 && to > from
}

/** Returns the imports of rooms that are not to the right. */
export function brokenDirections(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from, typeOnly }) => ({ target: normalize(join(dirname(file.path), from)), typeOnly }))
      .filter(({ target, typeOnly }) => !target.startsWith('src/') || !mayImport(roomOf(file.path), roomOf(target), typeOnly))
      .map(({ target, typeOnly }) => `${file.path} imports ${typeOnly ? 'types of ' : ''}${target}`),
  )
}

/** Returns imports of `packages`, which may be parts of Node, outside the `allowed` files. */
export function strayPackages(files: SourceFile[], packages: RegExp, allowed: RegExp): string[] {
  return files
    .filter(({ path }) => !allowed.test(path))
    .flatMap((file) => importsOf(file).flatMap(({ from }) => (packages.test(from) ? [`${file.path} imports ${from}`] : [])))
}

/** Returns uses of a text outside comments and outside the `allowed` files. */
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
 * Returns the longest chain of imports among `files`, from the top file to the bottom one. Imports of types
 * count too.
 */
export function longestImportChain(files: SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const known = new Map<string, string[]>()

  function chainFrom(path: string): string[] {
    const found = known.get(path)
    if (found !== undefined) return found
    known.set(path, [path]) // Ends a circle.
    const targets = importsOf(byPath.get(path)!).map(({ from }) => normalize(join(dirname(path), from)))
    const chains = targets.filter((target) => byPath.has(target)).map(chainFrom)
    const chain = [path, ...chains.reduce((longest, one) => (one.length > longest.length ? one : longest), [])]
    known.set(path, chain)
    return chain
  }

  return files.map(({ path }) => chainFrom(path)).reduce((longest, one) => (one.length > longest.length ? one : longest), [])
}

const COMPOSED_ROOMS = /^src\/(oauth|accounts|clients|keys)\//

/**
 * Returns what the command line and `ops/` create of the rooms that `src/composition/` puts together. They
 * must use its parts, which the service also has.
 */
export function createdElsewhere(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => /^src\/(cli|ops)\//.test(path))
    .flatMap(({ path, text }) =>
      [...withoutComments(text).matchAll(/(?:import|const)\s*\{([^}]*)\}\s*(?:from|=\s*await\s+import\()\s*'([^']+)'/g)]
        .filter(([, , from]) => COMPOSED_ROOMS.test(normalize(join(dirname(path), from!))))
        .flatMap(([, names]) => names!.split(',').map((name) => name.trim()))
        .filter((name) => /^create[A-Z]/.test(name))
        .map((name) => `${path} has ${name}, which src/composition/ creates`),
    )
}
