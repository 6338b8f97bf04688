/**
 * The table of departures in docs/contract.md. How many answers are recorded differs a little by run. So the
 * numbers of the kinds of code may be those of another run.
 *
 * @module
 */

import type { Row } from './tally.ts'

const HEAD = ['| kind | departures | caught | equivalent |', '|---|---|---|---|']
const TABLE = /\| kind \| departures \|.*\n(?:\|.*\n)+/
const VARIES = /^\| (?:code: .*|all) \|/

/** Returns the page with the table of this run. */
export const withTable = (page: string, rows: ReadonlyMap<string, Row>): string =>
  page.replace(TABLE, [...HEAD, ...linesOf(rows), ''].join('\n'))

/** Returns a sentence for each line that the page should have, or should not. */
export function differing(page: string, rows: ReadonlyMap<string, Row>): string[] {
  const found = (TABLE.exec(page)?.[0] ?? '').trimEnd().split('\n').slice(HEAD.length).map(stable)
  const wanted = linesOf(rows).map(stable)
  return [
    ...wanted.filter((line) => !found.includes(line)).map((line) => `lacks ${line}`),
    ...found.filter((line) => !wanted.includes(line)).map((line) => `has ${line}`),
  ]
}

/** Returns what two runs have alike. Of a kind of code, that is its name and what is excused. */
const stable = (line: string): string => (VARIES.test(line) ? line.replace(/ [\d,]+ \| [\d,]+ \| (\d+) \|$/, ' $1 |') : line)

function linesOf(rows: ReadonlyMap<string, Row>): string[] {
  const all: Row = { departures: 0, caught: 0, equivalent: 0 }
  for (const row of rows.values()) for (const key of ['departures', 'caught', 'equivalent'] as const) all[key] += row[key]
  return [...rows, ['all', all] as const].map(
    ([kind, { departures, caught, equivalent }]) => `| ${kind} | ${[departures, caught, equivalent].map(grouped).join(' | ')} |`,
  )
}

const grouped = (number: number): string => number.toLocaleString('en')
