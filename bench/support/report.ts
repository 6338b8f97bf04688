import { lowest, median } from './statistics.ts'

/** The results of a case. */
export interface Report {
  title: string
  /** The head of the table, then its lines. */
  figures: string[][]
  ratios: Ratio[]
  /** What a reader must know about these figures, such as a skipped contender and the reason. */
  notes: string[]
  /** The requests a second for the chart. */
  bars?: Bar[]
}

export interface Bar {
  name: string
  median: number
  lowest: number
  /** It does less than the work of the case, and shows the best possible result. */
  floor: boolean
}

/** The figure of Mintmark divided by that of another contender. */
export interface Ratio {
  /** What is compared, if the case has several. */
  of?: string
  against: string
  /** One ratio for each round, by what was measured. */
  by: Partial<Record<Measure, number[]>>
  goal?: Goal | undefined
}

/**
 * Requests a second, and for each second of CPU time: more is better. Then what a process took or holds: less
 * is better.
 */
export type Measure = 'rate' | 'CPU' | 'time' | 'CPU time' | 'memory'

export interface Goal {
  by: Measure
  atLeast?: number
  atMost?: number
}

export const atLeast = (value: number, by: Measure = 'rate'): Goal => ({ by, atLeast: value })
export const atMost = (value: number, by: Measure): Goal => ({ by, atMost: value })

export const shown = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '')

/** Shows the median of the rounds, and the lowest one in brackets. */
export const withLowest = (values: readonly number[], digits: number): string =>
  values.length === 0 ? '' : `${shown(median(values), digits)} (${shown(lowest(values), digits)})`

/** `0.71 (0.68–0.75)`: the median, the lowest and the highest of the rounds. */
export const spread = (values: readonly number[] = []): string =>
  values.length === 0 || values.some(Number.isNaN)
    ? ''
    : `${shown(median(values), 2)} (${shown(lowest(values), 2)}–${shown(Math.max(...values), 2)})`

/** Shows the goal, and whether the median reaches it. */
export function judged({ by, goal }: Ratio): string {
  if (goal === undefined) return ''
  const reached = median(by[goal.by] ?? [])
  const [sign, limit] = goal.atLeast === undefined ? ['≤', goal.atMost!] : ['≥', goal.atLeast]
  const wanted = `${goal.by} ${sign} ${shown(limit, 2)}`
  if (Number.isNaN(reached)) return wanted
  const met = sign === '≥' ? reached >= limit : reached <= limit
  return `${wanted}: ${met ? 'reached' : 'missed'}`
}

const MEASURES: Record<Measure, string> = {
  rate: '× a second',
  CPU: '× a CPU second',
  time: '× time',
  'CPU time': '× CPU time',
  memory: '× memory',
}

/** Makes the table of the ratios, with a column for each measure that occurs. */
export function ratioLines(ratios: readonly Ratio[]): string[][] {
  if (ratios.length === 0) return []
  const measures = (Object.keys(MEASURES) as Measure[]).filter((measure) => ratios.some(({ by }) => by[measure] !== undefined))
  const lines = ratios.map((ratio) => [
    `${ratio.of ?? 'mintmark'} ÷ ${ratio.against}`,
    ...measures.map((measure) => spread(ratio.by[measure])),
    judged(ratio),
  ])
  return [['', ...measures.map((measure) => MEASURES[measure]), 'goal'], ...lines]
}
