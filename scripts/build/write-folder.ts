import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface File {
  name: string
  content: string | Uint8Array
}

/**
 * Makes `folder` contain exactly these files. It does not touch a file that is already the same, so a build
 * without changes disturbs no running process.
 *
 * @param files The entry comes last, because it names the others.
 */
export async function writeFolder(folder: string, files: readonly File[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { name, content } of files) await writeIfOther(join(folder, name), Buffer.from(content))
  const wanted = new Set(files.map(({ name }) => name))
  const stale = (await readdir(folder)).filter((name) => !wanted.has(name))
  await Promise.all(stale.map((name) => rm(join(folder, name), { recursive: true })))
}

async function writeIfOther(path: string, content: Buffer): Promise<void> {
  const found = await readFile(path).catch(() => undefined)
  if (found === undefined || !content.equals(found)) await writeFile(path, content)
}
