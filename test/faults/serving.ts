/**
 * Services as separate processes that can be killed. This file does not use the test runner, because
 * `test/faults/soak.ts` uses it too.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { PROGRAM } from '../support/program.ts'

const START_LIMIT_MS = 30_000

export type Env = Record<string, string>

/**
 * The cheapest hashes, no throttle, and a long grace for slow tests. The issuer stays the same when the port
 * changes.
 */
export const FAST: Env = {
  PORT: '0',
  MINTMARK_ISSUER: 'http://localhost:8080',
  MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  MINTMARK_THROTTLE: 'off',
  MINTMARK_ARGON2_MEMORY_KIB: '7168',
  MINTMARK_ARGON2_PASSES: '5',
  MINTMARK_REFRESH_GRACE_SECONDS: '60',
}

export interface Serving {
  url: string
  pid: number
  /** The time from the start until it said that it listens. */
  startMs: number
  /** Returns everything printed so far. */
  output(): string
  signal(name: NodeJS.Signals): void
  /** Resolves to the exit code, or null if a signal ended it. */
  exit(): Promise<number | null>
  /** Sends `kill -9` and waits until the process is gone. */
  kill(): Promise<void>
}

const children = new Set<ChildProcess>()
process.once('exit', killServing)

/** Kills every process that is still running. */
export function killServing(): void {
  for (const child of children) child.kill('SIGKILL')
}

/** Starts a command of the program. It gets only `PATH` of this process's environment. */
export function run(args: string[], env: Env, program = PROGRAM): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** Waits for the end of a command. Returns its exit code and everything it printed. */
export async function finished(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  const output = listen(child)
  await once(child, 'close')
  return { code: child.exitCode, output: output() }
}

/** Starts `serve` and waits until it listens. Throws if it ends before that. */
export async function serve(env: Env, command: 'serve' | 'dev' = 'serve', program?: string): Promise<Serving> {
  const startedAt = performance.now()
  const child = run([command], env, program)
  const exited = once(child, 'exit')
  const output = listen(child)
  const url = await Promise.race([listening(output), exited.then(() => undefined)])
  if (url === undefined) throw new Error(`It ended before it listened:\n${output()}`)
  return {
    url,
    pid: child.pid!,
    startMs: performance.now() - startedAt,
    output,
    signal: (name) => void child.kill(name),
    exit: async () => (await exited)[0],
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function listen(child: ChildProcess): () => string {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  return () => output
}

async function listening(output: () => string): Promise<string> {
  for (const deadline = performance.now() + START_LIMIT_MS; performance.now() < deadline; ) {
    const url = /"url":"([^"]+)".*"listening"|Mintmark is at (\S+)/.exec(output())
    if (url !== null) return (url[1] ?? url[2])!
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`It did not listen in time:\n${output()}`)
}
