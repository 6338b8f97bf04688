// Follows docs/in-another-language.md: its verifiers in Python, Ruby, Perl and Erlang, with Debian's
// libraries, against newly made golden vectors.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { generateVectors } from '../../scripts/access-token-vectors/vectors.ts'
import { temporaryFolder } from '../process/mintmark.ts'
import { followPage } from '../support/follow-page.ts'
import { readPage } from '../support/page.ts'

const PAGE = 'docs/in-another-language.md'
const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
/** Debian's Python, because another Python may lack PyJWT. */
const PYTHON = '/usr/bin/python3'

/** The reader is in a checkout and has only Debian's Python. */
const IN_A_CHECKOUT = `
for folder in scripts sdk test; do ln -sfn "${fromRoot('')}$folder" "$folder"; done
python3() { ${PYTHON} "$@"; }
`

test('each verifier of the page answers every vector correctly (J 1 to J 9, J 11, B 2)', async () => {
  await followPage(PAGE, { before: IN_A_CHECKOUT })
})

const COMMANDS: Record<string, [command: string, file: string]> = {
  PyJWT: [PYTHON, 'plain.py'],
  'ruby-jwt': ['ruby', 'plain.rb'],
  'Crypt::JWT': ['perl', 'plain.pl'],
  jose: ['escript', 'plain.escript'],
}

/**
 * Reads the table of what each library checks by itself: its columns, and which vectors each library accepts.
 */
function tableOfPage() {
  const [, text = ''] = readPage(PAGE).split('## What each library checks by itself')
  const rows = text
    .split('\n## ')[0]!
    .match(/^\|.*\|$/gm)!
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
  const [names, , ...cells] = rows as [string[], string[], ...string[][]]
  return {
    columns: names.slice(2).map((name, at) => ({ name: name.split(' ')[0]!, version: name.split(' ')[1]!, at: at + 2 })),
    rows: cells.map((row) => ({ id: row[1]!.replaceAll('`', ''), cells: row })),
  }
}

describe('the table of what each library checks by itself', () => {
  const { columns, rows } = tableOfPage()

  test('has a column for each library, and some rows', () => {
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(COMMANDS))
    expect(rows.length).toBeGreaterThan(5)
  })

  test.each(columns)('$name does what its column says', async ({ name, version, at }) => {
    const pairs = await makePairs()
    const parties = { issuer: 'https://auth.example.com', audience: 'https://orders.example.com', scope: 'a', clientId: 'shop', pairs }
    const path = join(temporaryFolder(), 'vectors.json')
    writeFileSync(path, JSON.stringify(await generateVectors(parties, Math.floor(Date.now() / 1000))))
    const [command, file] = COMMANDS[name]!
    const { stdout } = await promisify(execFile)(command, [fromRoot(`test/languages/${file}`), path, ...rows.map(({ id }) => id)])
    const said = Object.fromEntries(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')),
    )
    const shown = Object.fromEntries(rows.map(({ id, cells }) => [id, cells[at]!.split(':')[0]]))
    expect(said).toEqual({ version, ...shown })
  })
})
