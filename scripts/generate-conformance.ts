/**
 * Fills the last column of `docs/conformance.md`: the test files that name a requirement's id in a title.
 * With `--check` it writes nothing, and fails if the page is stale. It also fails if a requirement has
 * neither a test nor a reason.
 *
 * @module
 */

import { globSync, readFileSync, writeFileSync } from 'node:fs'

const PAGE = 'docs/conformance.md'
const IDS = String.raw`([A-Z] \d{1,2}(?:, [A-Z] \d{1,2})*)`
/** In a title: at its start and before a colon, `'R 6, R 10: …`, or at its end, `… (R 6, RFC 7009)'`. */
const NAMES = new RegExp(`(?:['"\`]${IDS}: |\\(([^()\n]+)\\)['"\`])`, 'g')
const ID = /^[A-Z] \d{1,2}$/

function filesById(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const file of globSync('test/**/*.test.ts').sort()) {
    for (const [, before, after] of readFileSync(file, 'utf8').matchAll(NAMES)) {
      const ids = (before ?? after)!.split(', ').filter((cited) => ID.test(cited))
      for (const id of ids) found.set(id, [...new Set([...(found.get(id) ?? []), file])])
    }
  }
  return found
}

const link = (file: string) => `[${file.replace(/^test\//, '').replace(/\.test\.ts$/, '')}](../${file})`

/** A row is `| id | statement | tests |`. Text in brackets in the last cell is a reason, and stays. */
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
