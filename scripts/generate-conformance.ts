/**
 * Fills the last column of `docs/conformance.md`: the test files in whose test names a requirement's id stands. With `--check` it writes nothing and fails where the
 * page is stale, or where a requirement has neither a test nor a reason why.
 *
 * @module
 */

import { globSync, readFileSync, writeFileSync } from 'node:fs'

const PAGE = 'docs/conformance.md'
const IDS = String.raw`([A-Z] \d{1,2}(?:, [A-Z] \d{1,2})*)`
/**
 * In a test's name: behind its opening quote and before a colon, `'R 6, R 10: …`, or at its end in
 * brackets, `… (R 6, R 10)'`.
 */
const NAMES = new RegExp(`(?:['"\`]${IDS}: |\\(${IDS}\\)['"\`])`, 'g')

function filesById(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const file of globSync('test/**/*.test.ts').sort()) {
    for (const [, before, after] of readFileSync(file, 'utf8').matchAll(NAMES)) {
      for (const id of (before ?? after)!.split(', ')) found.set(id, [...new Set([...(found.get(id) ?? []), file])])
    }
  }
  return found
}

const link = (file: string) => `[${file.replace(/^test\//, '').replace(/\.test\.ts$/, '')}](../${file})`

/** A row is `| id | statement | tests |`; what stands in brackets in the last cell is a reason, and stays. */
function filled(text: string, files: Map<string, string[]>): string {
  return text.replaceAll(/^\| ([A-Z] \d{1,2}) \| (.*?) \| .* \|$/gm, (row, id: string, statement: string) => {
    const reason = /\| (\(.*\)) \|$/.exec(row.slice(row.indexOf(statement) + statement.length))?.[1]
    const links = (files.get(id) ?? []).map(link).join(', ')
    return `| ${id} | ${statement} | ${links === '' ? (reason ?? 'MISSING') : links} |`
  })
}

const before = readFileSync(PAGE, 'utf8')
const files = filesById()
const after = filled(before, files)
const missing = after.split('\n').filter((row) => row.endsWith('| MISSING |'))
const unknown = [...files.keys()].filter((id) => !after.includes(`| ${id} |`))
for (const row of missing) console.error(`${PAGE}: neither a test nor a reason: ${row}`)
for (const id of unknown) console.error(`${PAGE}: a test names ${id}, which is not on the page`)
if (process.argv.includes('--check')) {
  if (after !== before) console.error(`${PAGE} is stale: run node scripts/generate-conformance.ts`)
  process.exitCode = after !== before || missing.length + unknown.length > 0 ? 1 : 0
} else {
  writeFileSync(PAGE, after)
}
