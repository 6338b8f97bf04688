import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type OutputAsset, type OutputChunk, rolldown } from 'rolldown'
import { filesBesideSource } from './files-beside-source.ts'
import { standIns } from './stand-ins.ts'
import { writeFolder } from './write-folder.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Bundles the process into `folder`. Each command has chunks of its own, so that it loads what it needs and
 * no more. What the package installs (`dependencies`) is left outside: those packages bring machine code.
 *
 * The chunks are CommonJS. If a module of Node is imported as an ES module, all its exports are read, and
 * that loads parts which nobody uses: 8 ms of 70.
 *
 * @returns The paths of the files whose text is in it.
 */
export async function build(folder: string): Promise<string[]> {
  const { dependencies } = JSON.parse(await readFile(resolve(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const copied: string[] = []
  const bundle = await rolldown({
    cwd: ROOT,
    input: { main: 'src/main.ts' },
    platform: 'node',
    external: [...Object.keys(dependencies), 'pg-native'],
    plugins: [filesBesideSource((path) => copied.push(path)), standIns()],
  })
  try {
    const { output } = await bundle.generate({
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      assetFileNames: '[name][extname]',
      // As it was written, for those who read a stack trace. In ASCII, since V8 keeps a file with one other
      // character at two bytes for each.
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
      comments: { legal: true, annotation: false, jsdoc: false },
    })
    await writeFolder(folder, output.toSorted(entryLast).map(fileOf))
    return [...output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : [])), ...copied]
  } finally {
    await bundle.close()
  }
}

type Output = OutputChunk | OutputAsset

const isEntry = (file: Output): boolean => file.type === 'chunk' && file.isEntry
const entryLast = (a: Output, b: Output): number => Number(isEntry(a)) - Number(isEntry(b))
const fileOf = (file: Output) => ({ name: file.fileName, content: file.type === 'chunk' ? file.code : file.source })
