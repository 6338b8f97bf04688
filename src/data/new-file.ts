import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { randomId, realSystem } from '../system.ts'

/**
 * Makes a file that only its owner may open. Until it is whole and durable, `to` is an empty file.
 *
 * @param fill Writes the file, which is there under another name.
 * @throws an error of code `EEXIST` if `to` exists.
 */
export async function makeNewFile(to: string, fill: (draft: string) => void | Promise<void>): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600))
  const draft = `${to}.new-${randomId(realSystem)}`
  try {
    closeSync(openSync(draft, 'wx', 0o600)) // SQLite would let everybody read it.
    await fill(draft)
    sync(draft)
    renameSync(draft, to)
    syncFolder(dirname(to))
  } catch (error) {
    rmSync(draft, { force: true })
    rmSync(to, { force: true })
    throw error
  }
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes a file's name survive a power cut. Windows cannot open a folder. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
