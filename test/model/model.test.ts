// The session protocol as a model: every interleaving up to a depth (docs/design/sessions.md#the-model).
// scripts/check-model.sh walks deeper.
import { describe, expect, test } from 'vitest'
import { INVARIANTS } from './invariants.ts'
import { MISTAKES } from './mistakes.ts'
import { HELD_TWICE } from './mistakes-in-rules.ts'
import { RULES } from './rules.ts'
import { walk } from './walk.ts'

const DEPTH = 6

test(`every interleaving of ${DEPTH} steps keeps every invariant (R 3–6, R 10)`, () => {
  const { violation, newAtDepth } = walk(RULES, DEPTH)
  expect(violation).toBeUndefined()
  expect(newAtDepth).toHaveLength(DEPTH + 1)
})

describe('a planted mistake is found', () => {
  test.each(MISTAKES)('in $in: $what', ({ rules, breaks }) => {
    const { violation } = walk(rules, DEPTH)
    expect(violation?.invariants, violation?.trace.join('\n')).toEqual(breaks)
  })
  test('every invariant finds one', () => {
    const broken = new Set(MISTAKES.flatMap(({ breaks }) => breaks))
    expect(Object.keys(INVARIANTS).filter((name) => !(broken as Set<string>).has(name))).toEqual([])
  })
})

describe('a mistake that breaks nothing, because another rule holds the same', () => {
  test.each(HELD_TWICE)('in $in: $what', ({ rules }) => expect(walk(rules, DEPTH - 1).violation).toBeUndefined())
})
