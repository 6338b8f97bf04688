/**
 * Runs the program as users do: as real processes, each in its own folder. Of this process's environment they
 * get only `PATH`.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { DEFAULT_USER_SCOPE } from '../../src/accounts/user.ts'
import { byCommand } from '../../src/cli/support/store-access.ts'
import { migrateDatabase, withDatabaseAsItIs } from '../../src/cli/with-database.ts'
import { composeAccounts } from '../../src/composition/accounts.ts'
import { readConfig } from '../../src/config.ts'
import { realSystem } from '../../src/system.ts'
import { PROGRAM } from '../support/program.ts'

export const PASSWORD = 'a long enough password'

type Env = Record<string, string>

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** Creates a folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-process-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function spawnMintmark(folder: string, args: string[], env: Env, stderr: 'pipe' | number = 'pipe'): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', stderr],
  })
}

export interface Given {
  env?: Env
  input?: string | Uint8Array | Iterable<string> | AsyncIterable<string>
}

/** Runs a command until it ends. */
export const mintmark = (folder: string, args: string[], given: Given = {}): Promise<Outcome> => startCommand(folder, args, given).outcome

/** Starts a command that can be sent a signal before it ends. */
export function startCommand(
  folder: string,
  args: string[],
  given: Given = {},
): { outcome: Promise<Outcome>; signal(name: NodeJS.Signals): void } {
  const child = spawnMintmark(folder, args, given.env ?? {})
  return { outcome: outcomeOf(child, given), signal: (name) => void child.kill(name) }
}

async function outcomeOf(child: ChildProcess, { input = '' }: Given): Promise<Outcome> {
  child.stdin!.on('error', () => {}) // It may end before it has read.
  if (typeof input === 'string' || input instanceof Uint8Array) child.stdin!.end(input)
  else Readable.from(input).pipe(child.stdin!)
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

/** `script` of util-linux runs a command on its own terminal. */
export const hasTerminal = process.platform === 'linux' && existsSync('/usr/bin/script')

/** Like `spawnMintmark`, but on a terminal. Input is typed there. */
function spawnOnTerminal(folder: string, args: string[], env: Env): ChildProcess {
  const command = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ')
  return spawn('/usr/bin/script', ['-qefc', `stty cols 200; exec ${command}`, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

export interface Running {
  url: string
  /** Returns everything printed so far. */
  output(): string
  signal(name: NodeJS.Signals): void
  /** Types keys, if it runs on a terminal. */
  type(keys: string): void
  /** Resolves to the exit code, or null if a signal ended it. */
  exit(): Promise<number | null>
}

/**
 * Starts `serve` or `dev` on a free port and waits until it says that it listens. It is killed at the end of
 * the test.
 */
export async function start(
  folder: string,
  command: 'serve' | 'dev',
  env: Env = {},
  { stderr, terminal = false }: { stderr?: string; terminal?: boolean } = {},
): Promise<Running> {
  const told = { PORT: '0', MINTMARK_MANAGEMENT_PORT: 'off', ...env }
  const child = terminal
    ? spawnOnTerminal(folder, [command], told)
    : spawnMintmark(folder, [command], told, stderr === undefined ? 'pipe' : openSync(stderr, 'w'))
  const exited = once(child, 'exit')
  let output = ''
  const said = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      const url = /"url":"([^"]+)".*"listening"|Mintmark is at (\S+)[\s\S]*Stop it/.exec(output)
      if (url !== null) said.resolve((url[1] ?? url[2])!)
    })
  }
  child.on('exit', () => said.reject(new Error(`It ended before it listened:\n${output}`)))
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const url = await said.promise
  return {
    url,
    output: () => output,
    signal: (name) => child.kill(name),
    type: (keys) => void child.stdin!.write(keys),
    exit: async () => (await exited)[0],
  }
}

const configIn = (folder: string, env: Env) =>
  readConfig({ env: { DATABASE_URL: `sqlite:${folder}/data/mintmark.db`, ...env }, mode: 'command' }).config

/**
 * Creates a folder with a new database. This process migrates it, which is much faster; `migrate` has its own
 * tests.
 */
export async function folderWithDatabase(env: Env = {}): Promise<string> {
  const folder = temporaryFolder()
  await migrateDatabase(configIn(folder, env))
  return folder
}

/** Like `folderWithDatabase`, with the account `alice`. */
export async function folderWithAlice(env: Env = {}): Promise<string> {
  const folder = await folderWithDatabase(env)
  const config = configIn(folder, env)
  await withDatabaseAsItIs(config, async (database) => {
    const { administration } = composeAccounts({ config, database, system: realSystem })
    const made = await administration.create({ username: 'alice', password: PASSWORD, scope: DEFAULT_USER_SCOPE }, byCommand())
    if (made.kind !== 'created') throw new Error(`alice: ${JSON.stringify(made)}`)
  })
  return folder
}

export const logIn = (url: string, password = PASSWORD): Promise<Response> =>
  fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams({ username: 'alice', password }) })

export async function accessToken(url: string): Promise<string> {
  const { access_token } = (await (await logIn(url)).json()) as { access_token: string }
  return access_token
}

export const openProtected = (url: string, token: string): Promise<Response> =>
  fetch(`${url}/protected`, { headers: { authorization: `Bearer ${token}` } })
