import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { createFileLock } from './file-lock.ts'
import { realPathOf } from './file-real-path.ts'
import { parseSession, type TokenStore } from './token-store.ts'

/**
 * Creates a store in a file that only its owner may read (mode 0600), for any number of processes. The file
 * is whole at any time, and `<path>.lock` exists while a process works on it.
 *
 * - Symbolic links are followed: the file that they lead to is replaced, and its path names the lock.
 * - A file with hard links, or one that is mounted by itself, is not written. It cannot be replaced for all
 *   of its names.
 */
export function createFileTokenStore(path: string): TokenStore {
  // The working folder of the process may change.
  const given = resolve(path)
  return {
    async load() {
      try {
        return parseSession(await readFile(given, 'utf8'))
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
    },
    async save(session) {
      const real = await realPathOf(given)
      await mkdir(dirname(real), { recursive: true, mode: 0o700 })
      await refuseHardLinks(real)
      const written = `${real}.${randomUUID()}`
      try {
        await writeDurably(written, JSON.stringify(session))
        await replace(real, written)
        await sweep(real)
      } catch (error) {
        await rm(written, { force: true })
        throw error
      }
    },
    async clear() {
      const real = await realPathOf(given)
      await rm(real, { force: true })
      await sweep(real)
    },
    lock: async (run, signal) => createFileLock(`${await realPathOf(given)}.lock`)(run, signal),
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/**
 * A new file would take only one of the names. The others would keep an old refresh token, whose use ends the
 * session.
 */
async function refuseHardLinks(path: string): Promise<void> {
  const links = await stat(path).then(
    (file) => (file.isFile() ? file.nlink : 1),
    () => 1,
  )
  if (links > 1) {
    throw new Error(
      `${path} has ${links} names (hard links), so it cannot be replaced for all of them. Remove the others, or use symbolic links.`,
    )
  }
}

async function replace(path: string, written: string): Promise<void> {
  try {
    await rename(written, path)
  } catch (cause) {
    if (codeOf(cause) !== 'EBUSY') throw cause
    throw new Error(`${path} cannot be replaced. If it is mounted by itself, as into a container, mount its folder.`, { cause })
  }
}

/**
 * Removes what a process left that was killed while it saved, since that contains tokens. Only the holder of
 * the lock may save and call this.
 */
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
