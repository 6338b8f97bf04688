// Runs after all other tests, and holds the recording of the whole run to the contract.
import { expect, test } from 'vitest'
import { demandsOf } from '../../scripts/judge/demands.ts'
import { judge, NEVER } from '../../scripts/judge/judge.ts'
import { readRecording } from '../../scripts/judge/read-recording.ts'
import { contract } from '../support/contract.ts'
import { RECORDING_FOLDER } from '../support/recording.ts'
import { NEVER_SEEN, NOT_YET_SEEN } from './not-yet-seen.ts'

const excused = [...NEVER_SEEN, ...NOT_YET_SEEN]

test('every exchange keeps the contract, and shows all that it declares', () => {
  const departures = judge(contract, readRecording(process.env[RECORDING_FOLDER] ?? ''))
  expect(departures.filter((departure) => !excused.some((demand) => departure === NEVER + demand))).toEqual([])
})

test('the lists name only what the contract declares', () => {
  expect(excused.filter((demand) => !demandsOf(contract).has(demand))).toEqual([])
})
