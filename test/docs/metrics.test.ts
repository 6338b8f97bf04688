// The page, the dashboard and the alerts name the metrics that there are.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createExposition } from '../../src/ops/metrics/exposition.ts'
import { createMetrics, familiesOf } from '../../src/ops/metrics/metrics.ts'
import { createTestSystem } from '../support/test-system.ts'

const system = createTestSystem()
const ring = { keys: [], signer: () => Promise.reject(new Error('no key')) as never }
const poolUse = () => ({ open: 0, idle: 0, waiting: 0 })

/** What is exposed on either database. */
const families = [undefined, poolUse]
  .flatMap((use) => familiesOf(createMetrics(system), { ring, poolUse: use, deliveries: undefined, spans: undefined, system }))
  .filter(({ name }, place, all) => all.findIndex((other) => other.name === name) === place)

const page = readFileSync('docs/metrics.md', 'utf8')
const rows = [...page.matchAll(/^\| `(mintmark_\w+)` \| (\w+) \| ([^|]*?) ?\|/gm)].map(([, name, kind, labels = '']) => ({
  name: name!,
  kind,
  labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
}))
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

test('docs/metrics.md has each metric, with type and labels, and no other', () => {
  const exposed = families.map(({ name, kind, labels }) => ({ name, kind, labels: [...labels] }))
  expect(rows.toSorted(byName)).toEqual(exposed.toSorted(byName))
})

test('each metric has the unit and the ending that Prometheus wants', () => {
  for (const { name, kind } of families) {
    expect(name.endsWith('_total')).toBe(kind === 'counter')
    if (/duration|age/.test(name)) expect(name).toMatch(/_seconds$/)
  }
})

/** Returns the names of the series, which for a histogram are three. */
async function seriesNames(): Promise<Set<string>> {
  const { text } = await createExposition([])(false)
  const ofProcess = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, kind]) => ({ name: name!, kind }))
  return new Set(
    [...families, ...ofProcess].flatMap(({ name, kind }) =>
      kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
}

const namesIn = (text: string) => [...new Set(text.match(/\b(mintmark|nodejs|process)_\w+/g) ?? [])]
const expressions = {
  'deploy/grafana/mintmark.json': () =>
    (JSON.parse(readFileSync('deploy/grafana/mintmark.json', 'utf8')) as { panels: { targets?: { expr: string }[] }[] }).panels.flatMap(
      ({ targets = [] }) => targets.map(({ expr }) => expr),
    ),
  'deploy/prometheus/alerts.yaml': () =>
    [...readFileSync('deploy/prometheus/alerts.yaml', 'utf8').matchAll(/^ +expr: (.+)$/gm)].map(([, expression]) => expression!),
}

describe.each(Object.entries(expressions))('%s', (_, read) => {
  test('every name in it is exposed', async () => {
    const known = await seriesNames()
    const names = namesIn(read().join('\n'))
    expect(names.length).toBeGreaterThan(8)
    expect(names.filter((name) => !known.has(name))).toEqual([])
  })
})

test('the dashboard shows each metric of Mintmark', () => {
  const shown = namesIn(expressions['deploy/grafana/mintmark.json']().join('\n'))
  expect(families.map(({ name }) => name).filter((name) => !shown.some((one) => one.startsWith(name)))).toEqual([])
})

test('names of the process that the page gives are exposed', async () => {
  const known = await seriesNames()
  const named = [...page.matchAll(/`((?:nodejs|process)_\w+[a-z])`/g)].map(([, name]) => name!)
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((name) => !known.has(name))).toEqual([])
})
