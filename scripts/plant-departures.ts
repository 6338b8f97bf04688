/**
 * Plants every departure of the listed kinds, one at a time, and names each that no check would notice.
 *
 * Run it as `node scripts/plant-departures.ts FOLDER`. The folder is the recording that
 * `MINTMARK_TEST_RECORDING=FOLDER npm test` makes. `--write` puts its table into docs/contract.md.
 *
 * @module
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { NEVER_SEEN } from '../test/after-all/never-seen.ts'
import { readRecording } from './judge/read-recording.ts'
import { changedAnswersOf } from './plant-departures/changed-answers.ts'
import { compiledTogether } from './plant-departures/compiled.ts'
import { departuresOf } from './plant-departures/departures.ts'
import { EQUIVALENT } from './plant-departures/equivalent.ts'
import { ignoredParametersOf } from './plant-departures/ignored-parameters.ts'
import type { Planted } from './plant-departures/plant.ts'
import { differing, withTable } from './plant-departures/table.ts'
import { createTally } from './plant-departures/tally.ts'
import { createTrial } from './plant-departures/trial.ts'

const PAGE = 'docs/contract.md'

const folder = process.argv[2]
if (folder === undefined) throw new Error('Name the folder of a recording.')
const contract = parse(readFileSync('openapi/openapi.yaml', 'utf8'))
const recording = readRecording(folder)

/** The name of an operation is in no answer, but its handler is typed by it. */
const { compiled = [], judged = [] } = Object.groupBy(departuresOf(contract), ({ kind }) => (kind === 'names' ? 'compiled' : 'judged'))

async function* planted(): AsyncGenerator<Planted> {
  yield* await compiledTogether(contract, compiled)
  const notice = createTrial(contract, recording, new Set(NEVER_SEEN))
  for (const departure of judged) yield { kind: departure.kind, at: departure.at, isNoticed: () => notice(departure) !== undefined }
  yield* changedAnswersOf(contract, recording)
  yield* ignoredParametersOf(contract, recording)
}

const tally = createTally(EQUIVALENT)
for await (const one of planted()) tally.add(one)
const { rows, faults } = tally.result()

const page = readFileSync(PAGE, 'utf8')
if (process.argv.includes('--write')) writeFileSync(PAGE, withTable(page, rows))
else faults.push(...differing(page, rows).map((sentence) => `${PAGE}: ${sentence}; run this with --write`))

for (const [kind, { departures, caught, equivalent }] of rows)
  console.log(`${kind}: ${departures}, caught ${caught}, equivalent ${equivalent}`)
for (const fault of faults) console.log(fault)
const { user, system } = process.cpuUsage()
console.log(`${((user + system) / 1e6).toFixed(1)} s of CPU, without the compiler`)
process.exitCode = faults.length > 0 ? 1 : 0
