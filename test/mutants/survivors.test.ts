// The list of mutants that no test kills, and what `scripts/mutants.sh` fails for (docs/mutants.md).
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Mutant } from './report.ts'
import { ROOMS } from './rooms.ts'
import { judge } from './score.ts'
import { SURVIVORS } from './survivors.ts'

test('each listed survivor changes a line that is still there', () => {
  const linesOf = (file: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim())
  expect(SURVIVORS.filter(({ file, was }) => !linesOf(file).includes(was))).toEqual([])
  expect(SURVIVORS.filter(({ was, is }) => was === is)).toEqual([])
})

test('each pure rule is a file of its room', () => {
  const files = Object.entries(ROOMS).flatMap(([room, { pure }]) => pure.map((name) => `src/${room}/${name}.ts`))
  expect(files.length).toBeGreaterThan(8)
  for (const file of files) expect(readFileSync(file, 'utf8')).not.toBe('')
})

describe('the outcome of a room', () => {
  const mutant = (file: string, outcome: Mutant['outcome'], is = 'b'): Mutant => ({ file, line: 1, outcome, was: 'a', is })
  const many = (count: number, outcome: Mutant['outcome']) => Array.from({ length: count }, () => mutant('src/x/other.ts', outcome))
  const room = { pure: ['rule'], tests: [] }
  const listed = { kind: 'equivalent', file: 'src/x/rule.ts', was: 'a', is: 'c', reason: 'none' } as const
  const problemsOf = (mutants: Mutant[], survivors = [listed] as const) => judge('x', room, mutants, survivors).problems

  test('four fifths of a room, and all pure rules, are enough', () => {
    const rule = [mutant('src/x/rule.ts', 'killed'), mutant('src/x/rule.ts', 'survived', 'c')]
    expect(problemsOf([...many(4, 'killed'), ...many(1, 'survived'), ...rule])).toEqual([])
  })

  test('less is reported', () => {
    expect(problemsOf([...many(79, 'killed'), ...many(21, 'survived')])).toEqual([
      'src/x: 79 % of the mutants were killed, of at least 80 %',
    ])
  })

  test('survivors of pure rules, and those listed in vain, are reported', () => {
    expect(problemsOf([mutant('src/x/rule.ts', 'survived'), mutant('src/x/rule.ts', 'killed', 'c')])).toEqual([
      'src/x/rule.ts: "c" is listed as a survivor, and did not survive',
      'src/x/rule.ts:1: a mutant of a pure rule survived: "b"',
    ])
  })
})
