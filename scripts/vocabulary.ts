/**
 * Lists what breaks the rules of plain English in some files or folders, or in all that the rules cover:
 * `node scripts/vocabulary.ts [--count] [PATH…]`. With `--count` it gives the number of faults per file.
 * It ends with 1 if there are any.
 *
 * @module
 */

import { readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { filesBelow, ROOMS } from '../test/support/vocabulary/covered.ts'
import { faultsOf } from '../test/support/vocabulary.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'boolean', default: false } } })
const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
const named = positionals.map((path) => path.replace(/\/$/, '')).flatMap((path) => (isFile(path) ? [path] : filesBelow(path)))
const paths = positionals.length === 0 ? ROOMS.flatMap(([, files]) => files) : named

let faults = 0
for (const path of new Set(paths)) {
  const found = faultsOf({ path, text: readFileSync(path, 'utf8') })
  faults += found.length
  if (values.count && found.length > 0) console.log(`${String(found.length).padStart(5)} ${path}`)
  if (!values.count) for (const { line, rule, text } of found) console.log(`${path}:${line}: ${rule}: ${text}`)
}
console.error(`${faults} faults in ${new Set(paths).size} files`)
process.exitCode = faults > 0 ? 1 : 0
