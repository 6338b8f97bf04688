/**
 * Counts how often processes make the disk store their writes. strace slows them, so nothing is timed
 * meanwhile.
 *
 * @module
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { atExit, createFolder } from './cleanup.ts'
import { runInstall, runToEnd } from './process.ts'

const INSTALL = fileURLToPath(new URL('../../scripts/debian-packages.sh', import.meta.url))

/** @returns undefined if strace can be used, otherwise the reason why not. */
export async function straceMissing(): Promise<string | undefined> {
  try {
    await runToEnd(['strace', '--version']).catch(() => runInstall([INSTALL, 'strace']))
    return undefined
  } catch {
    return 'strace is not installed, and could not be'
  }
}

/** Does some work, and counts the calls of `fdatasync` and `fsync` by all threads of the processes. */
export async function syncsDuring(pids: readonly number[], work: () => Promise<unknown>): Promise<number> {
  const folder = createFolder()
  const summary = join(folder.path, 'strace')
  const options = ['-f', '-c', '-e', 'trace=fdatasync,fsync', '-o', summary]
  const strace = spawn('strace', [...options, ...pids.flatMap((pid) => ['-p', String(pid)])], { stdio: ['ignore', 'ignore', 'pipe'] })
  const forget = atExit(() => strace.kill('SIGKILL'))
  const gone = once(strace, 'exit').finally(forget)
  try {
    await attached(strace.stderr, pids.length, gone)
    await work()
    strace.kill('SIGINT')
    await gone
    return callsIn(readFileSync(summary, 'utf8'))
  } finally {
    strace.kill('SIGKILL')
    folder.remove()
  }
}

/** Waits until strace has attached to each process. A process may also have just ended. */
async function attached(said: NodeJS.ReadableStream, count: number, gone: Promise<unknown>): Promise<void> {
  let text = ''
  const all = new Promise<void>((resolve) => {
    said.on('data', (chunk) => {
      text += chunk
      if ((text.match(/ attached| attach: /g)?.length ?? 0) >= count) resolve()
    })
  })
  const failed = gone.then(() => Promise.reject(new Error(`strace ended: ${text.trim()}`)))
  await Promise.race([all, failed])
}

/** Lines such as `50.00 0.000123 2 71 fdatasync`: the fourth column is the number of calls. */
function callsIn(summary: string): number {
  const lines = summary.split('\n').filter((line) => /\b(fdatasync|fsync)$/.test(line.trim()))
  return lines.reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[3]), 0)
}
