/**
 * The runtimes that the packages support, and programs that run on one of them.
 *
 * @module
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

export interface Runtime {
  name: string
  /** The command that runs a file. */
  command: [string, ...string[]]
  /** Returns what it prints as its version. */
  version(): Promise<string>
}

const runtime = (name: string, file: string, ...options: string[]): Runtime => ({
  name,
  command: [file, ...options],
  version: async () => (await promisify(execFile)(file, ['--version'])).stdout,
})

const installed = (name: 'BUN' | 'DENO'): string => {
  const file = process.env[name]
  if (file === undefined) throw new Error(`${name} is not set: run scripts/check-runtimes.sh.`)
  return file
}

export const RUNTIMES: Runtime[] = [
  runtime('Node', process.execPath),
  runtime('Bun', installed('BUN'), 'run'),
  // A project for Node, with all the permissions of a Node program.
  runtime('Deno', installed('DENO'), 'run', '--allow-all'),
]

const environment = { PATH: process.env.PATH, HOME: '/nonexistent', DENO_DIR: process.env.DENO_DIR, DENO_NO_UPDATE_CHECK: '1' }

function begin({ command: [file, ...options] }: Runtime, folder: string, program: string, args: string[]): ChildProcess {
  const child = spawn(file, [...options, join(folder, program), ...args], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/**
 * Runs a program until it ends.
 * @returns What it printed, as JSON.
 * @throws Error if it failed or printed to standard error.
 */
export async function run(on: Runtime, folder: string, program: string, ...args: string[]): Promise<unknown> {
  const child = begin(on, folder, program, args)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')])
  if (code !== 0 || stderr !== '') throw new Error(`${on.name} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout)
}

/**
 * Starts a program that serves. It is killed at the end of the test.
 * @returns The line that it prints when it listens.
 */
export async function start(on: Runtime, folder: string, program: string, ...args: string[]): Promise<string> {
  const child = begin(on, folder, program, args)
  const failed = once(child, 'exit').then(async () => {
    throw new Error(`${on.name} ended: ${await text(child.stderr!)}`)
  })
  const [line] = await Promise.race([once(child.stdout!.setEncoding('utf8'), 'data'), failed])
  failed.catch(() => {})
  return String(line).trim()
}
