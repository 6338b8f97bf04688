import { expect } from 'vitest'

/** Returns a pattern for a line, in which `…` matches anything and columns may have any width. */
function pattern(shown: string): RegExp {
  const plain = shown.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${plain.replaceAll(/ +/g, ' +').replaceAll('…', '.*')}$`)
}

const A_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
/** True for seconds since the epoch. No other shown number is as large. */
const isEpoch = (value: unknown) => typeof value === 'number' && value > 1e9

/** Time spans above this may already be some seconds shorter. */
const A_DAY_SECONDS = 86_400

/**
 * Returns what an answer must match, from what a page shows. `…` matches anything and a time matches any
 * time; everything else must be equal.
 */
// biome-ignore lint/suspicious/noExplicitAny: it is JSON
function shapeOf(shown: any): unknown {
  if (Array.isArray(shown)) return shown.map(shapeOf)
  if (typeof shown === 'string') return A_TIME.test(shown) ? expect.stringMatching(A_TIME) : expect.stringMatching(pattern(shown))
  if (isEpoch(shown)) return expect.toSatisfy(isEpoch, 'a time in seconds')
  if (shown > A_DAY_SECONDS) return expect.toSatisfy((value) => value <= shown && value > shown - 60, `${shown}, or some seconds less`)
  if (typeof shown !== 'object' || shown === null) return shown
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, shapeOf(value)]))
}

/**
 * Lines may come in another order, as rows with equal times do. A line of `…` alone stands for any other
 * lines.
 */
function expectLines(shown: string[], printed: string[], where: string): void {
  const others = shown.reduce((left, line) => {
    if (line === '…') return left
    const at = left.findIndex((candidate) => pattern(line).test(candidate))
    if (at < 0) expect(printed.join('\n'), where).toMatch(pattern(line))
    return left.toSpliced(at, 1)
  }, printed)
  if (!shown.includes('…')) expect(others, where).toEqual([])
}

/** Compares what commands printed with the block that the page shows below them. */
export function expectShown(language: string, shown: string, printed: string, where: string): void {
  if (language === 'json') expect(JSON.parse(printed), where).toEqual(shapeOf(JSON.parse(shown)))
  else expectLines(shown.trim().split('\n'), printed.trim().split('\n'), where)
}
