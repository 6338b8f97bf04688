// Follows docs/import-and-apply.md: writes its files as shown, and runs its commands in order beside a
// service.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { start, temporaryFolder } from '../process/mintmark.ts'
import { token } from '../process/serving.ts'
import { blocksOf } from '../support/page.ts'
import { IN_A_CHECKOUT, shellIn } from '../support/page-shell.ts'

const blocks = blocksOf('docs/import-and-apply.md')

/** For a machine without sqlite3. */
const SQLITE3 = `sqlite3() { node --disable-warning=ExperimentalWarning -e '
const { DatabaseSync } = require("node:sqlite")
for (const row of new DatabaseSync(process.argv[1], { readOnly: true }).prepare(process.argv[2]).all()) console.log(...Object.values(row))
' "$@"; }
`

test("the page's users can log in, and its file is applied (P 8)", async () => {
  const folder = temporaryFolder()
  const files = blocks.filter(({ file }) => file !== undefined)
  expect(files.map(({ file }) => file)).toEqual(['users.ndjson', 'set-up.yaml'])
  for (const { file, text } of files) writeFileSync(join(folder, file!), text)
  const run = shellIn(folder, {})
  const shell = async (commands: string) => (await run(commands)).stdout
  const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)
  const [beginning, importing, finding, resetting, exporting, applying] = commands
  await shell(beginning!.replace(IN_A_CHECKOUT, ''))
  const { url } = await start(folder, 'serve')

  expect(await shell(importing!)).toBe(
    '3 would be imported, 0 skipped, 0 refused. Nothing was written.\n3 imported, 0 skipped, 0 refused.\n',
  )
  const login = async (username: string, name: string) => {
    const { status, body } = await token(url, { username, password: `what ${name} chose long ago` })
    return [status, body.scope]
  }
  expect(await login('dora@example.com', 'alice')).toEqual([200, 'data:read'])
  expect(await login('emil', 'bob')).toEqual([200, 'data:read orders:read'])
  expect(await login('frida', 'carol')).toEqual([401, undefined])
  expect(await shell(SQLITE3 + finding!)).toBe(blocks.find(({ language }) => language === 'text')!.text)
  expect(await shell(resetting!)).toMatch(/^username +frida$(.|\n)*^oneTimeSecret +mot_/m)

  expect(await shell(exporting!)).toMatch(
    /^3 accounts were written to \.\/accounts\.ndjson, without(.|\n)*^3 accounts were written .*, with the hashes/m,
  )

  const [dry, done] = (await shell(applying!)).split(/^4 to do, 0 as the file says already\.$/m)
  expect(dry).not.toContain('mcs_')
  expect(done).toMatch(/^\+ client orders$(.|\n)*^ {4}secret: mcs_(.|\n)*^~ user frida$(.|\n)*^4 done, 0 as the file says already\.$/m)
  expect(await shell('mintmark apply -f set-up.yaml --dry-run --json')).toBe('{"dryRun":true,"changes":[],"asTheyAre":4}\n')
})
