/**
 * Measures the service beside its references, on this machine, and prints ratios (bench/README.md).
 *
 * @module
 */

import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { ownTree, type Tree, treeAt } from './mintmark/tree.ts'
import { type Chosen, chosen } from './options.ts'
import { chartOf } from './output/chart.ts'
import { printReport } from './output/console.ts'
import { markdownOf } from './output/markdown.ts'
import { CaseSkipped } from './support/bench-case.ts'
import { undoAtExit } from './support/cleanup.ts'
import { describePlaces, move } from './support/cores.ts'
import { installPeers } from './support/peers.ts'
import type { Report } from './support/report.ts'
import { runCase } from './support/run-case.ts'

const CAPTION = [
  'Requests a second: the median of the rounds; in brackets, and as a line, the lowest round.',
  'Dashed: a floor, which does only a part of the work.',
]

const options = chosen(process.argv.slice(2))
if ('exitCode' in options) {
  console.log(options.text)
  process.exit(options.exitCode)
}
undoAtExit()
move(process.pid, 'load')
const start = performance.now()
const trees = await treesOf(options)
const peersMissing = await installPeers()
const head = headOf(options, trees)
console.log(head.join('\n'))

const reports: Report[] = []
for (const benchCase of options.cases) {
  for (const report of await reportsOf(benchCase)) {
    printReport(report)
    reports.push(report)
  }
}
for (const tree of trees) tree.remove()
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(`\n${seconds} s in all`)
if (process.exitCode !== undefined) console.log('A case failed.')
else if (options.write) write(options, [...head, `The run took ${seconds} s.`], reports)

async function reportsOf(benchCase: Chosen['cases'][number]): Promise<Report[]> {
  try {
    return await runCase(benchCase, options as Chosen, { trees, peersMissing, profileFolder: (options as Chosen).profile })
  } catch (error) {
    const skipped = error instanceof CaseSkipped
    // The other cases still have results, but the run is not complete.
    if (!skipped) process.exitCode = 1
    const note = skipped ? `Skipped: ${error.message}.` : `FAILED: ${(error as Error).stack}`
    return [{ title: benchCase.name, figures: [], ratios: [], notes: [note] }]
  }
}

async function treesOf({ against }: Chosen): Promise<Tree[]> {
  const own = await ownTree()
  return against === undefined ? [own] : [own, await treeAt(against)]
}

function headOf({ rounds, seconds }: Chosen, [own, earlier]: Tree[]): string[] {
  const what = earlier === undefined ? own!.commit : `${own!.commit} against ${earlier.commit}`
  return [
    `Mintmark ${what}; Node ${process.version}; ${cpus()[0]!.model}, ${describePlaces()}; ${new Date().toISOString().slice(0, 10)}.`,
    `${rounds} rounds in turns, ${seconds} s each. Figures are medians; in brackets is the lowest round, of ratios the lowest and the highest.`,
  ]
}

function write({ cases }: Chosen, lines: string[], reports: readonly Report[]): void {
  const file = (name: string) => new URL(name, import.meta.url)
  const name = cases.length === 1 ? `RESULTS-${cases[0]!.name}.md` : 'RESULTS.md'
  writeFileSync(file(name), markdownOf(lines, reports))
  if (cases.length > 1) writeFileSync(file('chart.svg'), chartOf(reports, [...CAPTION, lines[0]!]))
}
