/**
 * Undoes the work of the bench at its end: kills processes and removes folders. It does so however the bench
 * ends.
 *
 * @module
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Not the system's temporary folder, which may be in memory: there nothing is durable. */
const PARENT = fileURLToPath(new URL('../../.mintmark/', import.meta.url))

const actions = new Set<() => void>()

/** Makes a signal end the process in the usual way, so that all actions run. Call it once, at the start. */
export function undoAtExit(): void {
  process.on('exit', () => {
    for (const action of [...actions].reverse()) attempt(action)
  })
  for (const signal of SIGNALS) process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

/** Registers an action for the end of the process. Returns a function that cancels it. */
export function atExit(action: () => void): () => void {
  actions.add(action)
  return () => void actions.delete(action)
}

/** If one action fails, the others still run. */
function attempt(action: () => void): void {
  try {
    action()
  } catch (error) {
    console.error(`The bench left something behind: ${(error as Error).message}`)
  }
}

export interface Folder {
  path: string
  remove(): void
}

/** Makes a folder on the disk of the checkout. It is removed at the latest when the process ends. */
export function createFolder(): Folder {
  mkdirSync(PARENT, { recursive: true })
  const path = mkdtempSync(join(PARENT, 'bench-'))
  // A process that was just killed may still write for a moment.
  const removeFiles = () => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  const forget = atExit(removeFiles)
  return {
    path,
    remove() {
      removeFiles()
      forget()
    },
  }
}
