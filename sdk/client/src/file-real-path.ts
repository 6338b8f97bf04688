import { readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/**
 * The one path of a file that several symbolic links may lead to, also if the file, or its folder, is not there yet. Names that differ only in case, on a
 * file system that does not tell them apart, need no care: their lock is one file too.
 *
 * @throws where a link leads in a circle, or a folder may not be read
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
