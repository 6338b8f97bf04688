import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type OutputAsset, type OutputChunk, rolldown } from 'rolldown'
import { filesBesideSource } from './files-beside-source.ts'
import { standIns } from './stand-ins.ts'
import { writeFolder } from './write-folder.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Bundles the process into `folder`, as CommonJS (docs/decisions/0007). Each command has chunks of its own,
 * and so loads only what it needs.
 *
 * @returns The paths of the files whose text is in the bundle.
 */
export async function build(folder: string): Promise<string[]> {
  const { dependencies } = JSON.parse(await readFile(resolve(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const copied: string[] = []
  const bundle = await rolldown({
    cwd: ROOT,
    input: { main: 'src/main.ts' },
    platform: 'node',
    // The package installs its `dependencies` beside the bundle, because they have machine code.
    external: [...Object.keys(dependencies), 'pg-native'],
    plugins: [filesBesideSource((path) => copied.push(path)), standIns()],
  })
  try {
    const { output } = await bundle.generate({
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      assetFileNames: '[name][extname]',
      // The code stays as it was written, so that a stack trace can be read. It is ASCII: with one other
      // character in a file, V8 needs two bytes for each character.
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
