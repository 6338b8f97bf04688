/**
 * Writes the table of settings into the README, from the table by which the service reads its configuration.
 * `--check` writes nothing, and fails if the README is stale.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { defaultText, flagOf, settingList } from '../src/config/settings.ts'

const START = '<!-- settings -->'
const END = '<!-- /settings -->'
const readme = new URL('../README.md', import.meta.url)

const cell = (text: string): string => text.replaceAll('|', '\\|')

const rows = settingList.map(([name, setting]) => {
  const flag = flagOf(name) === undefined ? '' : `, \`${flagOf(name)}\``
  const file = setting.secret ? `, \`${setting.variable}_FILE\`` : ''
  return `| \`${setting.variable}\`${file}${flag} | ${cell(defaultText(setting))} | ${cell(setting.rule)} | ${cell(setting.description)} |`
})
const table = ['| setting | default | must be | what it is for |', '|---|---|---|---|', ...rows].join('\n')

const text = readFileSync(readme, 'utf8')
const [before, rest] = text.split(START)
const after = rest?.split(END)[1]
if (before === undefined || after === undefined) throw new Error(`README.md needs ${START} and ${END}.`)
const wanted = `${before}${START}\n\n${table}\n\n${END}${after}`

if (wanted === text) console.log('README.md: the settings are up to date.')
else if (process.argv.includes('--check')) {
  console.error('README.md: the table of settings is stale; run node scripts/generate-settings-table.ts')
  process.exitCode = 1
} else {
  writeFileSync(readme, wanted)
  console.log('README.md: wrote the settings.')
}
