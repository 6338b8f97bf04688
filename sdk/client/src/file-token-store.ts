import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createFileLock } from './file-lock.ts'
import { parseSession, type TokenStore } from './token-store.ts'

/**
 * Keeps a session in a file that only its owner may read (mode 0600), whole at any time, and any number of processes may share. Beside it stands
 * `<path>.lock` while one of them is at work.
 */
export function createFileTokenStore(path: string): TokenStore {
  return {
    async load() {
      try {
        return parseSession(await readFile(path, 'utf8'))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    async save(session) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const written = `${path}.${randomUUID()}`
      try {
        await writeDurably(written, JSON.stringify(session))
        await rename(written, path)
      } catch (error) {
        await rm(written, { force: true })
        throw error
      }
    },
    clear: () => rm(path, { force: true }),
    lock: createFileLock(`${path}.lock`),
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
