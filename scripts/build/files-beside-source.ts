import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, resolve } from 'node:path'
import type { Plugin } from 'rolldown'

/**
 * `new URL('./name.ext', import.meta.url)` names a file beside the source. A folder has no extension, and is
 * left alone.
 */
const BESIDE = /new URL\(\s*'([^']+\.\w+)',\s*import\.meta\.url\s*\)/g
/** `require.resolve('package/file')` names a file of a package. */
const OF_PACKAGE = /require\.resolve\('([^']+)'\)/g

/**
 * Bundles the files that the sources name by their own place. The body of a thread becomes a chunk; any other
 * file is copied.
 *
 * @param copied Called with the path of each file that is copied.
 */
export function filesBesideSource(copied: (path: string) => void): Plugin {
  return {
    name: 'files-beside-source',
    transform: {
      filter: { id: /[\\/]src[\\/].*\.ts$/, code: /import\.meta\.url/ },
      async handler(code, id) {
        const named = new Map<string, string>()
        for (const [text, path] of code.matchAll(BESIDE)) named.set(text, resolve(dirname(id), path!))
        for (const [text, path] of code.matchAll(OF_PACKAGE)) named.set(text, createRequire(id).resolve(path!))
        let changed = code
        for (const [text, path] of named) {
          const isThread = path.endsWith('-thread.ts')
          const file = isThread
            ? this.emitFile({ type: 'chunk', id: path, name: basename(path, '.ts') })
            : this.emitFile({ type: 'asset', name: basename(path), source: await readFile(path) })
          if (!isThread) copied(path)
          changed = changed.replaceAll(text, `new URL(import.meta.ROLLUP_FILE_URL_${file})`)
        }
        return { code: changed, map: null }
      },
    },
  }
}
