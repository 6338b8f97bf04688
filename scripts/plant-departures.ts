/**
 * Plants every departure of the listed kinds, one at a time, and names each that no check would notice.
 *
 * Run it as `node scripts/plant-departures.ts FOLDER`. The folder is the recording that
 * `MINTMARK_TEST_RECORDING=FOLDER npm test` makes.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { NEVER_SEEN } from '../test/after-all/never-seen.ts'
import { readRecording } from './judge/read-recording.ts'
import { changedAnswersOf } from './plant-departures/changed-answers.ts'
import { type Departure, departuresOf } from './plant-departures/departures.ts'
import { EQUIVALENT } from './plant-departures/equivalent.ts'
import { createTrial } from './plant-departures/trial.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Name the folder of a recording.')
const contract = parse(readFileSync('openapi/openapi.yaml', 'utf8'))
const recording = readRecording(folder)
const notice = createTrial(contract, recording, new Set(NEVER_SEEN))

interface Row {
  departures: number
  caught: number
  equivalent: number
}
const rows = new Map<string, Row>()
const uncaught: string[] = []

/** A contract that stops the judge is noticed too: its test fails. */
function isNoticed(departure: Departure): boolean {
  try {
    return notice(departure) !== undefined
  } catch {
    return true
  }
}

function count(kind: string, at: string, isCaught: boolean): void {
  const row = rows.get(kind) ?? { departures: 0, caught: 0, equivalent: 0 }
  rows.set(kind, row)
  row.departures += 1
  if (isCaught) row.caught += 1
  else if (Object.hasOwn(EQUIVALENT, at)) row.equivalent += 1
  else uncaught.push(`${kind}: ${at}`)
}

for (const departure of departuresOf(contract)) count(departure.kind, departure.at, isNoticed(departure))
for (const { kind, at, isCaught } of changedAnswersOf(contract, recording)) count(kind, at, isCaught)

console.log('| kind | departures | caught | equivalent |\n|---|---|---|---|')
for (const [kind, { departures, caught, equivalent }] of rows) console.log(`| ${kind} | ${departures} | ${caught} | ${equivalent} |`)
for (const at of uncaught) console.log(`uncaught: ${at}`)
const idle = Object.keys(EQUIVALENT).length > 25 ? 'more than 25 departures are listed as equivalent' : undefined
if (idle !== undefined) console.log(idle)
process.exitCode = uncaught.length > 0 || idle !== undefined ? 1 : 0
