import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { atExit } from './cleanup.ts'
import { type Place, placed } from './cores.ts'

export type Settings = Record<string, string>

/** A process that is measured. */
export interface Running {
  readonly name: string
  readonly pid: number
  /** Rejects when the process ends before `stop`. */
  readonly failed: Promise<never>
  stop(): Promise<void>
}

/** A process that answers requests. */
export interface Server extends Running {
  readonly port: number
}

export interface StartOptions {
  place: Place
  env?: Settings
  /** The folder into which Node writes a CPU profile when it ends. */
  profileFolder?: string | undefined
}

const STOP_LIMIT_MS = 15_000
/** The length of its standard error that is shown if it fails. */
const SAID_CHARACTERS = 2000

/** Removes the settings for Mintmark and Node that the caller's shell has. */
export function plainEnvironment(settings: Settings = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG } = process.env
  return { PATH, HOME, LANG, ...settings }
}

/** Runs a command that fetches packages. It gets the proxy and the certificates of the caller's shell. */
export const runInstall = (command: string[], cwd?: string): Promise<string> =>
  runToEnd(command, { ...(cwd === undefined ? {} : { cwd }), env: process.env as Settings })

/** Returns the command that runs a file with this Node. */
export const nodeCommand = (file: string, args: string[] = [], profileFolder?: string): string[] => {
  const flags = profileFolder === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval', '250', '--cpu-prof-dir', profileFolder]
  return [process.execPath, ...flags, file, ...args]
}

/** Starts a process. To stop it, SIGTERM is sent, or the channel is closed if there is one. */
export function startProcess(
  name: string,
  command: string[],
  { place, env, channel = false }: StartOptions & { channel?: boolean },
): Running & { child: ChildProcess } {
  const [file, ...rest] = placed(place, command)
  const child = spawn(file!, rest, {
    env: plainEnvironment(env),
    stdio: ['ignore', 'ignore', 'pipe', ...(channel ? (['ipc'] as const) : [])],
    serialization: 'advanced',
  })
  let said = ''
  child.stderr!.on('data', (text: Buffer) => {
    said = (said + text).slice(-SAID_CHARACTERS)
  })
  const forget = atExit(() => child.kill('SIGKILL'))
  const gone = once(child, 'exit').finally(forget)
  const failed = gone.then(([code, signal]) => {
    throw new Error(`${name} ended with ${code ?? signal}:\n${said}`)
  })
  failed.catch(() => {}) // Perhaps nobody waits when it ends.
  return {
    name,
    child,
    pid: child.pid!,
    failed,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      if (channel) child.disconnect()
      else child.kill('SIGTERM')
      await gone
      clearTimeout(timer)
    },
  }
}

/**
 * Runs a command to its end, not on the core of the servers.
 *
 * @returns its standard output.
 * @throws {Error} with its standard error, if it fails.
 */
export async function runToEnd(
  command: string[],
  { cwd, env, input = '' }: { cwd?: string; env?: Settings; input?: string } = {},
): Promise<string> {
  const [file, ...args] = command
  const running = promisify(execFile)(file!, args, { cwd, env: plainEnvironment(env), maxBuffer: 64 * 1024 * 1024 })
  const forget = atExit(() => running.child.kill('SIGKILL'))
  // A command that reads nothing may already have ended.
  running.child.stdin!.on('error', () => {}).end(input)
  try {
    return (await running).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command.join(' ')}\n${(stderr || stdout).slice(-2000)}`, { cause: error })
  } finally {
    forget()
  }
}
