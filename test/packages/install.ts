/**
 * The packages of scripts/check-packages.sh, as users install them: in a new folder, with npm and their own
 * Node.
 *
 * @module
 */

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished, vi } from 'vitest'

const given = process.env.PACKAGES_FOLDER
if (given === undefined) throw new Error('Run this by scripts/check-packages.sh.')

/** The checkout that was packed, and its packages from two builds, which must be equal. */
export const COPY = join(given, 'copy')
export const PACKED = join(given, 'packed')
export const PACKED_AGAIN = join(given, 'again')

export const tarball = (name: string, folder = PACKED): string => {
  const found = readdirSync(folder).find((file) => new RegExp(`^${name}-\\d`).test(file))
  if (found === undefined) throw new Error(`${name} was not packed`)
  return join(folder, found)
}

export const filesIn = (archive: string): string[] =>
  execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''))
    .sort()

export const textIn = (archive: string, path: string): string =>
  execFileSync('tar', ['-xzOf', archive, `package/${path}`], { encoding: 'utf8', maxBuffer: 1e8 })

/** Returns the path of a Node with this major version, or undefined if there is none. */
export function findNode(major: number): string | undefined {
  const paths = [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin']
  return paths.map((path) => join(path, 'node')).find((path) => existsSync(path) && versionOf(path).startsWith(`v${major}.`))
}

const versionOf = (node: string): string => execFileSync(node, ['--version'], { encoding: 'utf8' })

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-installed-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Returns the environment of a user whose `node` has this major version. */
export function environmentWith(major: number): Record<string, string> {
  const node = findNode(major)
  if (node === undefined) throw new Error(`this machine has no Node ${major}`)
  const bin = emptyFolder()
  symlinkSync(node, join(bin, 'node'))
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return { PATH: [bin, ...path].join(delimiter), HOME: process.env.HOME ?? bin, npm_config_prefer_offline: 'true' }
}

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

export async function run(file: string, args: string[], options: { cwd: string; env: Record<string, string> }): Promise<Outcome> {
  try {
    return { code: 0, ...(await promisify(execFile)(file, args, options)) }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as Outcome
    return { code, stdout, stderr }
  }
}

export interface Running {
  child: ChildProcess
  output(): string
}

/**
 * Starts a program in its own process group, and waits until it has printed `ready`. The group is killed at
 * the end of the test.
 */
export async function start(
  file: string,
  args: string[],
  { ready, ...options }: { cwd: string; env: Record<string, string>; ready: RegExp },
): Promise<Running> {
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {} // All have ended.
  })
  let output = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const exited = once(child, 'exit').then(() => {
    throw new Error(`It ended early:\n${output}`)
  })
  await Promise.race([
    exited,
    vi.waitFor(() => ready.test(output) || Promise.reject(new Error(output)), { timeout: 150_000, interval: 100 }),
  ])
  exited.catch(() => {})
  return { child, output: () => output }
}
