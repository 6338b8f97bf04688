import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { throwIfAborted } from './aborting.ts'
import type { Lock } from './lock.ts'

/** How often a waiting process looks again. */
const POLL_MS = 25
/** How often the holder shows that it is alive. */
const SIGN_OF_LIFE_MS = 2_000
/** A holder that shows no sign of life for so long, while another process watches, counts as dead. */
const SILENCE_MS = 15_000

interface Holder {
  /** The content of the file: it identifies the holder, and no two holders have the same. */
  text: string
  /** Its last sign of life, by the clock of the file system. */
  mtimeMs: number
}

/**
 * Creates a lock that processes share as a file. If its holder crashed, another takes it over: at once on the
 * same machine, otherwise after `silenceMs` of silence.
 *
 * - A holder that only slept may wake up then. That does no harm: both send the same refresh with the same
 *   key, and get the same answer.
 */
export function createFileLock(path: string, { silenceMs = SILENCE_MS }: { silenceMs?: number } = {}): Lock {
  return async (run, signal) => {
    const mine = await acquire(path, silenceMs, signal)
    const alive = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), SIGN_OF_LIFE_MS)
    alive.unref()
    try {
      return await run()
    } finally {
      clearInterval(alive)
      await release(path, mine)
    }
  }
}

async function acquire(path: string, silenceMs: number, signal: AbortSignal): Promise<string> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })
  let watched: (Holder & { sinceMs: number }) | undefined
  for (;;) {
    throwIfAborted(signal)
    if (await place(path, mine)) return mine
    const holder = await holderOf(path)
    if (holder === undefined) continue
    const nowMs = performance.now()
    if (watched?.text !== holder.text || watched.mtimeMs !== holder.mtimeMs) watched = { ...holder, sinceMs: nowMs }
    if (isGone(holder.text) || nowMs - watched.sinceMs >= silenceMs) await remove(path, holder.text, silenceMs, signal)
    else await sleep(POLL_MS, undefined, { signal })
  }
}

/** Creates the file with its whole text at once; returns false if it exists. */
async function place(path: string, text: string): Promise<boolean> {
  const written = `${path}.${randomUUID()}`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(written, text, { flag: 'wx', mode: 0o600 })
  try {
    await link(written, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(written, { force: true })
  }
}

/**
 * Removes the lock of a dead holder, under a lock of its own, which is named after that holder. Without that,
 * the second of two that remove it would remove the lock of the next holder.
 */
async function remove(path: string, dead: string, silenceMs: number, signal: AbortSignal): Promise<void> {
  const removal = `${path}.${parse(dead).id}.removal`
  const mine = await acquire(removal, silenceMs, signal)
  await release(path, dead)
  await release(removal, mine)
}

/** Removes the file only if it is still that holder's. */
async function release(path: string, text: string): Promise<void> {
  if ((await holderOf(path))?.text === text) await rm(path, { force: true })
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const { mtimeMs } = await stat(path)
    return { text: await readFile(path, 'utf8'), mtimeMs }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** After a crash the file may be unreadable. Then nothing is known about its holder. */
function parse(text: string): { pid: number; host: string; id: string } {
  try {
    return JSON.parse(text)
  } catch {
    return { pid: 0, host: '', id: 'unreadable' }
  }
}

/**
 * Checks that a process of this machine held it, and does not run any more. About other machines nothing is
 * known.
 */
function isGone(text: string): boolean {
  const { pid, host } = parse(text)
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
