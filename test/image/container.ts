/**
 * Runs programs in the image as a container engine does: with its own root, user, environment, folder and
 * process 1. `scripts/check-image.sh` has made the root read-only.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

type Env = Record<string, string>

/** What the image says about itself, in Docker's format. */
export interface ImageConfig {
  User: string
  Env: string[]
  Entrypoint: string[]
  Cmd: string[]
  WorkingDir: string
  Volumes: Record<string, object>
  Labels: Record<string, string>
  Healthcheck: { Test: string[] }
}

const given = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error('Run this by scripts/check-image.sh.')
  return value
}

export const image = {
  root: given('IMAGE_ROOT'),
  /** Folders outside the root. They are mounted at `/data` and, read-only, at `/run/secrets`. */
  data: given('IMAGE_DATA'),
  secrets: given('IMAGE_SECRETS'),
  /** The layers as tar files. */
  layers: given('IMAGE_LAYERS'),
  /** A text that is in each secret that lay beside the build. */
  planted: given('IMAGE_PLANTED'),
  config: described('IMAGE_DESCRIPTION').config,
  /** The digests of its layers, the base's first, and the digests of a second build. */
  digests: described('IMAGE_DESCRIPTION').rootfs.diff_ids,
  digestsAgain: described('IMAGE_AGAIN').rootfs.diff_ids,
}

function described(name: string): { config: ImageConfig; rootfs: { diff_ids: string[] } } {
  return JSON.parse(readFileSync(given(name), 'utf8')).Docker
}

const [uid, gid] = image.config.User.split(':') as [string, string]
export const user = { uid: Number(uid), gid: Number(gid) }

const own = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
const as = ['--root', image.root, '--wd', image.config.WorkingDir, '--setgid', gid, '--setuid', uid]

function spawnIn(command: string[], env: Env): ChildProcess {
  const ofImage = Object.fromEntries(image.config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2)))
  const options = ['--no-new-privs', 'unshare', ...own, ...as, ...command]
  return spawn('setpriv', options, { env: { ...ofImage, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
}

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs any program of the image until it ends. */
export async function run(command: string[], { env = {}, input = '' }: { env?: Env; input?: string } = {}): Promise<Outcome> {
  const child = spawnIn(command, env)
  child.stdin!.on('error', () => {}) // It may end before it has read.
  child.stdin!.end(input)
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

/** Runs a Mintmark command until it ends. */
export const mintmark = (args: string[], options: { env?: Env; input?: string } = {}): Promise<Outcome> =>
  run([...image.config.Entrypoint, ...args], options)

export interface Replica {
  url: string
  /** The time from the start of the process to the first 200 of `/readyz`. */
  startMs: number
  /** The process id as seen from outside the container. */
  pid: number
  /** Returns everything printed so far. */
  output(): string
  /** Sends SIGTERM. Resolves to the exit code and the time it took. */
  stop(): Promise<{ code: number | null; tookMs: number }>
}

/** Runs the image's own command. It is killed at the end of the test, unless it is `kept`. */
export async function start(env: Env, { kept = false } = {}): Promise<Replica> {
  const from = performance.now()
  const child = spawnIn([...image.config.Entrypoint, ...image.config.Cmd], env)
  if (!kept) onTestFinished(() => void child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  let output = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  const url = `http://localhost:${env.PORT ?? 8080}`
  while ((await statusOf(`${url}/readyz`)) !== 200) {
    if (child.exitCode !== null || performance.now() - from > 30_000) throw new Error(`It did not start:\n${output}`)
    await sleep(5)
  }
  const startMs = Math.round(performance.now() - from)
  // The child of `unshare`, because `unshare` does not pass signals on.
  const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'))

  async function stop(): Promise<{ code: number | null; tookMs: number }> {
    const asked = performance.now()
    process.kill(pid, 'SIGTERM')
    const [code] = await exited
    return { code, tookMs: performance.now() - asked }
  }
  return { url, startMs, pid, output: () => output, stop }
}

const statusOf = (url: string): Promise<number> =>
  fetch(url).then(
    async (response) => {
      await response.body?.cancel()
      return response.status
    },
    () => 0,
  )
