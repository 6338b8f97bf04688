// How the bench takes turns, judges and draws. No test checks what it measures.
import { describe, expect, test } from 'vitest'
import { onceEach, rotating } from '../../bench/load/plans.ts'
import { chosen } from '../../bench/options.ts'
import { chartOf } from '../../bench/output/chart.ts'
import { markdownOf } from '../../bench/output/markdown.ts'
import { atLeast, atMost, judged, type Ratio, type Report } from '../../bench/support/report.ts'
import { inTurns, turnsOf } from '../../bench/support/rounds.ts'

const NAMES = ['ours', 'earlier', 'peer']

async function orderOf(rounds: number): Promise<string[]> {
  const order: string[] = []
  const contenders = NAMES.map((name) => ({ name, measure: async () => void order.push(name) }))
  await inTurns(contenders, rounds)
  return order
}

test('every contender has equally many turns, after its warm-up', async () => {
  const order = await orderOf(5)
  expect(order.slice(0, NAMES.length)).toEqual(NAMES)
  for (const name of NAMES) expect(order.filter((one) => one === name)).toHaveLength(turnsOf(5))
})

test('each contender follows each other one', async () => {
  const order = await orderOf(3)
  const pairs = new Set(order.slice(NAMES.length + 1).map((name, i) => `${order[NAMES.length + i]} ${name}`))
  for (const one of NAMES) for (const other of NAMES) if (one !== other) expect(pairs).toContain(`${one} ${other}`)
})

test('a round keeps the samples of its own turns', async () => {
  let made = 0
  const [samples] = await inTurns([{ name: 'ours', measure: async () => made++ }], 2)
  expect(samples).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ])
})

test.each<[string, Ratio, string]>([
  ['a median at the goal', { against: 'peer', by: { rate: [0.1, 2.5, 9] }, goal: atLeast(2.5) }, 'rate ≥ 2.50: reached'],
  ['a median below it', { against: 'peer', by: { rate: [2.49, 2.49, 9] }, goal: atLeast(2.5) }, 'rate ≥ 2.50: missed'],
  ['a median above a limit', { against: 'peer', by: { time: [0.51] }, goal: atMost(0.5, 'time') }, 'time ≤ 0.50: missed'],
  ['something not measured', { against: 'peer', by: {}, goal: atLeast(1) }, 'rate ≥ 1.00'],
  ['no goal', { against: 'peer', by: { rate: [1] } }, ''],
])('%s is judged', (_, ratio, sentence) => expect(judged(ratio)).toBe(sentence))

test('a refresh sends each token once and continues with the next', () => {
  const sent: string[] = []
  const plan = rotating(['a', 'b', 'c', 'd'], { connections: 2, member: 'refresh_token', request: (token) => token })
  for (const connection of [0, 1, 0, 1, 0, 1]) {
    const token = plan.next(connection)!
    sent.push(token)
    plan.onAnswer!(`{"access_token":"x","refresh_token":"${token}'"}`, connection)
  }
  expect(sent).toEqual(['a', 'c', 'b', 'd', "a'", "c'"])
})

test('a plan of single-use tokens ends with them', () => {
  const { next } = onceEach(['a', 'b'])
  expect([next(0), next(1), next(0), next(0)]).toEqual(['a', 'b', undefined, undefined])
})

describe('options', () => {
  test('long cases run only if they are named', () => {
    const all = chosen([])
    expect('cases' in all && all.cases.map(({ name }) => name)).not.toContain('growth')
    const named = chosen(['--only', 'growth', '--write'])
    expect('cases' in named && named.cases.map(({ name }) => name)).toEqual(['growth'])
  })

  test.each([
    [['--only', 'nothing'], 'There is no case nothing.'],
    [['--rounds', '0'], '--rounds takes a number above 0, not 0.'],
    [['--alone', '--write'], '--write takes a run with all that Mintmark is measured beside.'],
    [['--seconds', 'many'], '--seconds takes a number above 0, not many.'],
    [
      ['--only', 'refresh', '--write'],
      '--write takes a run of all cases, or of one long case: figures of different runs do not belong on one page.',
    ],
  ])('%j is refused', (args, sentence) => {
    expect(chosen(args)).toEqual({ text: expect.stringContaining(sentence), exitCode: 2 })
  })
})

const REPORT: Report = {
  title: 'A & B',
  figures: [
    ['', 'a second'],
    ['a | b', '2'],
  ],
  ratios: [{ against: 'peer', by: { rate: [1, 2, 3] } }],
  notes: ['Skipped: nothing.'],
  bars: [
    { name: '<ours>', median: 200, lowest: 100, floor: false },
    { name: 'peer', median: 100, lowest: 50, floor: true },
  ],
}

test('the page has every table, and no cell breaks a table', () => {
  const page = markdownOf(['Head.'], [REPORT])
  expect(page).toContain('## A & B\n\n|  | a second |\n| --- | ---: |\n| a \\| b | 2 |')
  expect(page).toContain('| mintmark ÷ peer | 2.00 (1.00–3.00) |  |')
  expect(page).toContain('- Skipped: nothing.')
})

test('the chart is well-formed and shows the lowest rounds', () => {
  const chart = chartOf([REPORT, { ...REPORT, bars: [] }], ['x < y'])
  expect(chart).toContain('A &amp; B')
  expect(chart).toContain('&lt;ours&gt;')
  expect(chart).toContain('200 (100)')
  expect(chart).toContain('x &lt; y')
  expect(chart).not.toContain('NaN')
})
