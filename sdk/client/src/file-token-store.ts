import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
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
        await sweep(path)
      } catch (error) {
        await rm(written, { force: true })
        throw error
      }
    },
    async clear() {
      await rm(path, { force: true })
      await sweep(path)
    },
    lock: createFileLock(`${path}.lock`),
  }
}

/** Removes what a process has left that was killed while it saved: it has tokens in it. Only who holds the lock may do so, and save. */
async function sweep(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)]
  const isLeft = (file: string) => file.startsWith(`${name}.`) && UUID.test(file.slice(name.length + 1))
  const left = await readdir(folder).then(
    (files) => files.filter(isLeft),
    () => [],
  )
  await Promise.all(left.map((file) => rm(join(folder, file), { force: true })))
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
