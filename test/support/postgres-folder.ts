/** Where the servers of the tests keep their files. @module */

import { chownSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Binaries, foundBinaries } from './postgres-binaries.ts'

/** A folder for the whole run. What a killed test leaves in it is removed at the end of the run. */
export const RUN_FOLDER = 'MINTMARK_TEST_POSTGRES_FOLDER'

/** Linux's file system in memory. */
const MEMORY = '/dev/shm'
/** More than a run needs. A container often has only 64 MB there. */
const MEMORY_NEEDED_BYTES = 2 ** 31

/**
 * Returns a folder in memory, or undefined if this machine has too little room there. On a disk, each
 * database costs 300 new files and their fsyncs.
 */
export function folderInMemory(): string | undefined {
  if (!existsSync(MEMORY)) return undefined
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize >= MEMORY_NEEDED_BYTES ? MEMORY : undefined
}

/** Creates a folder for a server's files. */
export function serverFolder({ owner }: Binaries = foundBinaries()): string {
  const folder = mkdtempSync(join(process.env[RUN_FOLDER] ?? tmpdir(), 'mintmark-postgres-'))
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  return folder
}

/** Tries again, because processes of a killed server may still write for a moment. */
export function removeFolder(folder: string): void {
  for (let tries = 40; ; tries -= 1) {
    try {
      rmSync(folder, { recursive: true, force: true })
      return
    } catch (error) {
      if (tries === 0) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25)
    }
  }
}
