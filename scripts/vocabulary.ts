/**
 * `node scripts/vocabulary.ts [--count] [PATH…]` lists what breaks the rules of plain English. Without a path
 * it reads everything that the rules cover. With `--count` it prints the number of faults in each file. It
 * ends with 1 if there are any.
 *
 * @module
 */

import { readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { filesBelow, ROOMS } from './vocabulary/covered.ts'
import { faultsOf } from './vocabulary/rules.ts'

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
