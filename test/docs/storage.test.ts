// Documents about rows and events must match the tables and events.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { EVENT_TYPES } from '../../src/events/event.ts'
import { databases } from '../support/databases.ts'

const read = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8')

/** Reads `## \`table\`` and the columns in the first cells below it. */
function documentedColumns(): Record<string, string[]> {
  const sections = read('storage.md').split(/^## `/m).slice(1)
  return Object.fromEntries(
    sections.map((section) => {
      const cells = section.split('\n').flatMap((line) => (line.startsWith('| `') ? [line.split('|')[1]!] : []))
      return [
        section.slice(0, section.indexOf('`')),
        cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!)).sort(),
      ]
    }),
  )
}

test.each(databases)('on $name, docs/storage.md lists exactly the tables and columns', async ({ fresh }) => {
  const { kysely } = await (await fresh()).open()
  const tables = await kysely.introspection.getTables()
  const actual = tables.map(({ name, columns }) => [name, columns.map((column) => column.name).sort()])
  expect(documentedColumns()).toEqual(Object.fromEntries(actual))
})

test('docs/events.md is the catalogue of events (OWASP ASVS V16.3)', () => {
  const documented = [...read('events.md').matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, type, sentence]) => [type, sentence])
  expect(Object.fromEntries(documented)).toEqual(EVENT_TYPES)
})
