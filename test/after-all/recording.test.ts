// Runs after all other tests, and holds the recording of the whole run to the contract.
import { expect, test } from 'vitest'
import { demandsOf } from '../../scripts/judge/demands.ts'
import { judge, NEVER } from '../../scripts/judge/judge.ts'
import { readRecording } from '../../scripts/judge/read-recording.ts'
import { contract } from '../support/contract.ts'
import { RECORDING_FOLDER } from '../support/recording.ts'
import { NEVER_SEEN } from './never-seen.ts'

test('every exchange keeps the contract, and shows all that it declares', () => {
  const departures = judge(contract, readRecording(process.env[RECORDING_FOLDER] ?? ''))
  expect(departures.filter((departure) => !NEVER_SEEN.some((demand) => departure === NEVER + demand))).toEqual([])
})

test('the list names only what the contract declares', () => {
  expect(NEVER_SEEN.filter((demand) => !demandsOf(contract).has(demand))).toEqual([])
})
