// Every interleaving of the session protocol, deeper than in `npm test` (docs/design/sessions.md#the-model).
import { expect, test } from 'vitest'
import { RULES } from './rules.ts'
import { ofRefreshes, walk } from './walk.ts'

/** The counts follow from the rules. If they change, the protocol or the model has changed. */
test.each([
  ['all steps', 8, 1_078_697, undefined],
  ['refreshes, clocks and crashes', 11, 2_549_518, ofRefreshes],
] as const)('every interleaving of %s, %i deep, keeps every invariant (R 3–6, R 10)', (name, depth, states, only) => {
  const walked = walk(RULES, depth, only)
  console.log(`${name}: ${depth} deep, ${walked.states} states, ${walked.steps} steps`)
  expect(walked.violation).toBeUndefined()
  expect(walked.states).toBe(states)
})
