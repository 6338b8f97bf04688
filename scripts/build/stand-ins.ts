import { fileURLToPath } from 'node:url'
import type { Plugin } from 'rolldown'

/**
 * Modules that a package imports at its start but Mintmark does not use. Each costs milliseconds or
 * megabytes.
 */
const STAND_INS: { importer: RegExp; imported: string; file: string }[] = [
  { importer: /[\\/]node_modules[\\/]commander[\\/]/, imported: 'node:child_process', file: 'child-process.ts' },
  { importer: /[\\/]node_modules[\\/]@hono[\\/]node-server[\\/]/, imported: 'node:http2', file: 'http2.ts' },
  { importer: /[\\/]node_modules[\\/]zod[\\/]/, imported: '../locales/index.js', file: 'zod-locales.ts' },
]

/**
 * Gives these packages the files of `stand-ins/` instead. The build fails if a package no longer imports the
 * replaced module.
 */
export function standIns(): Plugin {
  const unseen = new Set(STAND_INS)
  return {
    name: 'stand-ins',
    resolveId: {
      filter: { id: /^node:(child_process|http2)$|^\.\.\/locales\/index\.js$/ },
      handler(id, importer = '') {
        const found = STAND_INS.find((one) => one.imported === id && one.importer.test(importer))
        if (found === undefined) return undefined
        unseen.delete(found)
        return fileURLToPath(new URL(`./stand-ins/${found.file}`, import.meta.url))
      },
    },
    buildEnd(error) {
      if (error !== undefined || unseen.size === 0) return
      const names = [...unseen].map(({ imported }) => imported)
      this.error(`No package imports ${names.join(', ')} any more. Take it out of scripts/build/stand-ins.ts.`)
    },
  }
}
