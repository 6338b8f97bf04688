import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'

/** What the lock file says about a package. */
export interface Locked {
  version: string
  license?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

export interface Shipped {
  /** The versions, by name, of the packages that Mintmark itself imports or installs. */
  direct: Record<string, string>
  /** Those packages and all that they depend on, by path in the lock file, such as `node_modules/hono`. */
  packages: Map<string, Locked>
}

const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Returns the packages whose code is shipped with Mintmark, from the lock file.
 *
 * @param bundled The paths of the files in the bundle.
 */
export async function shippedPackages(bundled: readonly string[]): Promise<Shipped> {
  const read = async (name: string) => JSON.parse(await readFile(resolve(ROOT, name), 'utf8'))
  const { packages: lock } = (await read('package-lock.json')) as { packages: Record<string, Locked> }
  const { dependencies, devDependencies } = await read('package.json')
  const inBundle = new Set(bundled.flatMap(packageOf))
  const names = [...Object.keys(dependencies), ...Object.keys(devDependencies).filter((name) => inBundle.has(`node_modules/${name}`))]
  const packages = closure(names, lock)
  const missing = [...inBundle].filter((path) => !packages.has(path))
  if (missing.length > 0) throw new Error(`${missing.join(', ')}: bundled, and nothing in the lock file leads there`)
  return { direct: Object.fromEntries(names.sort().map((name) => [name, lock[`node_modules/${name}`]!.version])), packages }
}

/** Returns the path in the lock file of a file's package; none for a file of Mintmark itself. */
function packageOf(file: string): string[] {
  const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll('\\', '/'))
  return found === null ? [] : [found[0].slice(ROOT.length + 1)]
}

function closure(names: readonly string[], lock: Record<string, Locked>): Map<string, Locked> {
  const found = new Map<string, Locked>()
  const add = (path: string) => {
    const one = lock[path]!
    if (found.has(path)) return
    found.set(path, one)
    for (const name of dependenciesOf(one)) {
      const dependency = resolvedFrom(path, name, lock)
      if (dependency !== undefined) add(dependency)
    }
  }
  for (const name of names) add(`node_modules/${name}`)
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const dependenciesOf = ({ dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} }: Locked): string[] => [
  ...Object.keys({ ...dependencies, ...optionalDependencies }),
  ...Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true),
]

/** Looks for a package as Node does: first beside the package that imports it, then further out. */
function resolvedFrom(path: string, name: string, lock: Record<string, Locked>): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (candidate in lock) return candidate
    if (folder === '') return undefined
  }
}
