import { readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * Returns the one path of a file that several symbolic links may lead to. The file and its folder need not
 * exist yet.
 *
 * - Names that differ only in case need no care. If they are one file, they have one lock file too.
 *
 * @throws Error if links lead in a circle, or a folder may not be read
 */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const folder = dirname(path)
  if (folder === path) return path
  const realFolder = await realPathOf(folder)
  const target = await readlink(path).catch(() => undefined)
  return target === undefined ? join(realFolder, basename(path)) : realPathOf(resolve(realFolder, target))
}
