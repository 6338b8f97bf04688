/**
 * A workspace as its users get it: built, packed, and installed into an empty project without a registry.
 *
 * @module
 */

import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'

const TSC = resolve('node_modules/typescript/bin/tsc')

export interface Outcome {
  failed: boolean
  /** Standard output and standard error together. */
  said: string
}

export interface ConsumerProject {
  folder: string
  /** The files in the package, relative to its root. */
  packed: string[]
  write(path: string, text: string): void
  /**
   * Compiles files of the project strictly and writes JavaScript to `out/`. `nodenext` is a Node project and
   * also checks the packages' declarations; `bundler` is a browser project.
   */
  compile(moduleResolution: Resolution, files: readonly string[]): Promise<Outcome>
  /** Runs a file of the project on the given Node. */
  run(node: string, path: string, env?: Record<string, string>): Promise<Outcome>
}

/**
 * Packs the workspace in `packageFolder` and installs it, with its dependencies, into a temporary empty
 * project. `besides` lists packages that the project itself would have, such as peers and types.
 */
export async function installPacked(packageFolder: string, besides: string[] = []): Promise<ConsumerProject> {
  const base = mkdtempSync(join(tmpdir(), 'mintmark-packed-'))
  afterAll(() => rmSync(base, { recursive: true, force: true }))
  const tarball = await pack(packageFolder, base)
  const folder = join(base, 'project')
  const { name, dependencies = {} } = readPackage(packageFolder)
  const installed = join(folder, 'node_modules', name)
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
  for (const one of [...Object.keys(dependencies), ...besides]) install(one, folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const packed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
  return {
    folder,
    packed: packed
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, '')),
    write: (path, text) => writeFileSync(join(folder, path), text),
    async compile(moduleResolution, files) {
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS[moduleResolution], files }))
      return outcomeOf(process.execPath, [TSC, '-p', folder])
    },
    run: (node, path, env = {}) => outcomeOf(node, [join(folder, path)], { cwd: folder, env }),
  }
}

const STRICT = { target: 'es2022', strict: true, exactOptionalPropertyTypes: true, outDir: 'out' }
const COMPILER_OPTIONS = {
  nodenext: { ...STRICT, module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022'], types: ['node'], skipLibCheck: false },
  bundler: { ...STRICT, module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: [], skipLibCheck: true },
}
type Resolution = keyof typeof COMPILER_OPTIONS

/**
 * Builds and packs a copy next to what its configuration needs. The work tree is neither changed nor relied
 * on.
 */
async function pack(packageFolder: string, base: string): Promise<string> {
  const copy = join(base, 'build')
  mkdirSync(copy)
  for (const file of ['tsconfig.json', 'generated/openapi.d.ts']) cpSync(file, join(copy, file))
  cpSync(packageFolder, join(copy, packageFolder), { recursive: true, filter: (path) => !/^(dist|node_modules)$/.test(basename(path)) })
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
  const cwd = join(copy, packageFolder)
  const built = await outcomeOf('npm', ['run', 'build'], { cwd })
  if (built.failed) throw new Error(built.said)
  const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', base], { cwd })
  // npm prints an array or an object by name, depending on its version.
  const [{ filename }] = Object.values(JSON.parse(stdout)) as [{ filename: string }]
  return join(base, filename)
}

/** Copies an installed package of this repository, and its dependencies. */
function install(name: string, folder: string): void {
  const target = join(folder, 'node_modules', name)
  if (existsSync(target)) return
  const source = join('node_modules', name)
  mkdirSync(dirname(target), { recursive: true })
  cpSync(source, target, { recursive: true })
  for (const dependency of Object.keys(readPackage(source).dependencies ?? {})) install(dependency, folder)
}

const readPackage = (folder: string): { name: string; dependencies?: Record<string, string> } =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

async function outcomeOf(file: string, args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(file, args, options)
    return { failed: false, said: `${stdout}${stderr}` }
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return { failed: true, said: `${stdout}${stderr}` || String(error) }
  }
}

/** Returns the path of a Node with this major version, or undefined if this machine has none. */
export function findNode(major: number): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  const nodes = [process.execPath, ...folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path))]
  return [...new Set(nodes)].find((path) => execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith(`v${major}.`))
}
